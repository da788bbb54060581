"""Style sheets for pages that run from right to left: what stood on the left stands on the right.

    pieces    the tokens of a sheet (tinycss2) with their exact places in its source
    names     which property becomes which
    values    which values change, and how: one small rule a kind of value
    sheet     a sheet or a `style` attribute from text to text; everything that is not turned stays byte for byte
    direction sheets that know right to left themselves and are left alone
    policy    what a page's Content-Security-Policy lets us change
    sheets    fetches, turns, remembers and serves the site's sheets
    in_page   a page's links to sheets, its own sheets and its `style` attributes, as edits

Only `sheets` knows of addresses and of the origin; only `in_page` knows HTML.
"""
