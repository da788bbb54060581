"""Terms at the desk: found, edited, weighed, published, restored, imported.

What is saved at the desk is a *working copy* and changes nothing on the website; publishing writes it into the
glossary, which the proxy reads.

| module | what |
|---|---|
| `tables` | working copies, what the list is searched by, uploaded files |
| `copies` | working copies: kept, asked for, sent back, discarded, published; optimistic locking, four eyes |
| `index`, `finding` | what the list is searched by, kept in step with the glossary; queries, sorting, neighbours |
| `fields`, `checking` | a form and the entry it stands for; what is wrong with it, field by field |
| `comparing`, `merging` | differences of two entries; two changes of one entry joined |
| `weighing`, `trying` | which segments and pages a change touches; how they would read |
| `suggesting` | German forms, from a process of its own: the word list is large |
| `transfer`, `collection` | import and export of files; the collection that comes with Stadtlotse |
| `area` and `*_pages` | routes, and what they answer |
"""
