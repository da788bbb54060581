"""The start page of the desk: what is to be done now, by role.

| module | what |
|---|---|
| `work` | counts what waits, in the tables of the areas |
| `page` | the page, and where its quick search leads |
| `area` | routes |
"""
