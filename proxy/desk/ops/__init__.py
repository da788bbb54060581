"""The ops area of the desk: sees and tunes the machine.

| module | what |
|---|---|
| `area` | routes and navigation |
| `live_page`, `overview`, `charts` | live figures, and what the last hours were like, drawn as SVG |
| `samples`, `sampling`, `tables` | the history behind the charts: one sampler among the workers, bounded |
| `cache_search`, `cache_pages` | what is remembered: found by address, tag, language or text, and purged |
| `warm_store`, `warm_run`, `warm_pages` | warming started, followed and stopped from the desk |
| `model_pages` | which model translates which language, and which is on trial (`proxy.live_routing`) |
| `configuration`, `audits`, `state_pages` | settings with their sources, the last accessibility report, health |
"""
