"""The editors' desk: a small server-rendered application under `/.stadtlotse/desk/`.

A request goes `gate` (session, permission, CSRF) -> `routes` (which handler) -> a handler of an area -> `rendering`.
Scripts of the desk send the field `csrf` of the page as `X-CSRF-Token` with every request; others are strangers.

| module | what |
|---|---|
| `desk` | opens all of it; the only one that knows all areas |
| `parts` | what areas get: the running proxy's parts, the database, pages, audit log |
| `area`, `areas` | what an area is; which there are |
| `asked`, `permissions` | one request with who asks; who may do what |
| `rendering`, `wording`, `assets` | templates, words in German and English, style sheet and scripts |
| `formats`, `word_diff` | numbers and times as people write them; the difference of two texts |
| `tables`, `audit_log` | what the tables have in common; who did what |
| `home/` | the start page: what is to be done |
| `terms/` | the glossary: working copies, what publishing changes, history, import and export |
| `texts/` | the register of all texts on public pages; corrections and reviews |
| `context/` | pages of the site as visitors see them, with their texts to choose |
| `reports/` | what visitors find wrong; their form is `proxy/reports/` |
| `ops/` | live figures, caches, warming, models, settings |
| `accounts/` | signing in, accounts, second factor, single sign-on |
"""
