"""The rules, one small function each: a page in, spots out.

    languages, directions   what the page says of its languages, and whether it is true
    images, links, forms, headings, tables, references   names and structure
    keyboard, layout, document   what the browser measured; the head, and what moves or blocks

`table` lists them; `rules.toml` has their criteria and what editors read of them. A rule knows no report.
"""
