"""`python -m proxy` starts the command line."""

from proxy.command.main import run

if __name__ == "__main__":
    run()
