"""What visitors report, at the desk: kept, grouped by the text that it is about, answered.

| module | what |
|---|---|
| `tables` | the table |
| `store` | keeps, finds and decides reports |
| `queue` | reports of one text together, a page of them at a time |
| `pages` | the queue and one text's reports as pages |
| `area` | joins them, and opens the visitors' form (`proxy/reports/`) |
"""
