"""Several processes on one machine: `stadtlotse serve --workers N`.

spec            what a process is told when it is started
child           one started process: told what to do, heard when it is ready, asked to end
supervisor      keeps one engine and N workers alive, and replaces workers one by one without losing a request
web_process     what a worker does: the proxy, with the engine of another process
hub             sums in the supervisor what all processes count
reporting       a process's end of the hub
engine_process  what the engine's process does: one model for all workers, ended by a watchdog when it hangs
__main__        the entry of both: `python -m proxy.workers`, started by the supervisor only
"""
