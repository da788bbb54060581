"""HTTP and HTML, and the place where everything is joined.

The way of a request, file by file:

    visitor, site   what was asked, and of which site, as frozen values
    route           which language, and whether to translate, pass through, redirect or refuse
    flow            one request from top to bottom; `exchange` is the value that goes through it
    page_flow       one page: remembered (`page_memory`), or from the origin and translated
    origin, body    fetches from the city's website, the only owner of an HTTP client; decodes with limits
    headers, cookies, links, etags   which of them pass, and how they change, in each direction
    translating     from a page to a translated page: joins page/ and the translation service
    page/           one page: bytes, tokens, segments, edits, bytes again
    passthrough, upload, websocket   stream whatever is not rewritten
    answers, reserved, assets, health, logs   what is sent, and what is ours
    app, parts, serving   make every part, join them, run them; the only places that know all
    settings, settings_file, settings_reference   the table of settings, where it is read, its page
    command/        the command line
"""
