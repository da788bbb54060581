"""Accounts of the desk: who may come in, how that is shown, and who looks after it.

A sign-in goes `signing_in` (name and password, compared by `passwords`, slowed down by `attempts`) -> `services.enter`
(which step comes next) -> `signing_in` again or `enrolling` (second factor) -> a session (`sessions`) in a cookie.

| module | what |
|---|---|
| `area` | opens all of this: routes, navigation, who is asking, and the link on the console |
| `services` | the stores, made once; how somebody comes in, by whichever way |
| `tables`, `records` | what is kept; an account as a value |
| `store`, `sessions`, `factors`, `links` | accounts; sessions; second factors; one-time links |
| `attempts` | who tries how often, and which browsers are known |
| `names`, `tokens`, `passwords`, `password_rules`, `totp`, `moments` | the rules that need no database |
| `cookies` | which cookies the browser gets |
| `signing_in`, `enrolling`, `one_time` | the pages that lead in and out |
| `own`, `choosing` | one's own account; a password that is chosen |
| `managing`, `audit_page` | looking after accounts; what was done |
| `single/` | the city's single sign-on |
"""
