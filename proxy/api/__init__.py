"""The JSON API under `/.stadtlotse/api/`: what the desk does, for programs, and translations for app and kiosks.

A call goes `gate` (operation, token, scope, limits, checked values) -> the operation's handler -> its answer.

| module | what |
|---|---|
| `api` | opens all of it; the list of operations |
| `operation`, `problem`, `scopes` | what an operation is; what went wrong (RFC 9457); what a token may do |
| `openapi` | the description, made out of the operations (OpenAPI 3.1) |
| `tokens`, `tables`, `token_pages` | tokens, and the desk's page for them |
| `terms`, `overrides`, `segments`, `reports`, `machine` | what the desk does |
| `translate`, `content`, `json_document` | texts, HTML and JSON documents in another language |
"""
