"""The texts of the site: which segment stands where, how it reads in each language, and what editors make of it.

| module | what |
|---|---|
| `area` | joins it: the pages, and what runs behind them |
| `ids`, `tables` | names of segments, pages and readings; where they are kept |
| `reading` | a segment in one language as it stands in the register; its states |
| `noting` | a page that was made, as readings |
| `recorder`, `catching_up` | hear of pages and views; note pages that nobody told of |
| `writing` | the statements that write the register |
| `register` | finds readings: of a page, by words, by state |
| `usage` | what became of each term |
| `checking` | what is wrong with a text that is about to be saved |
| `editing`, `applying` | what an editor makes of a text; in the register at once |
| `transfer` | files of translations |
| `filters`, `showing`, `why`, `workbench` | what the pages share |
| `list_page`, `edit_page`, `transfer_page` | the pages |
"""
