"""What visitors say of translations: a form without account and without JavaScript, and what keeps it from abuse.

| module | what |
|---|---|
| `addresses` | where the form of a page is, and what of an address may be kept |
| `wording` | the form's own words, in all languages |
| `form_page` | the form and its answers as pages |
| `sent` | what a form says, judged |
| `stamp` | signed times, so that a form is filled in by somebody, once and soon |
| `limits` | how many reports one client may send |
| `masking` | takes telephone numbers and addresses out of what visitors write |
| `quotes` | which sentence of the page a visitor means |
| `place` | answers `/.stadtlotse/report/` |

What is reported is kept by `proxy/desk/reports/`. No address and nothing else of a visitor is stored anywhere (law 7).
"""
