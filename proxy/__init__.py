"""HTTP and HTML, and the place where everything is joined.

The way of a request, file by file:

    visitor, site   what was asked, and of which site, as frozen values
    route           which language, and whether to translate, pass through, redirect or refuse
    flow            one request from top to bottom; `exchange` is the value that goes through it
    page_flow       one page: remembered (`page_memory`), or from the origin and translated
    quick           answers before parsing what was answered before: `plain_head`, `prepared`
    coalescing      one request works, those that want the same wait for it
    origin_cache    the website behind a shared cache; `reply`, `stored_reply`, `filling`, `website` are its parts
    cache_status, codings, purging   what Cache-Status says, compressing, forgetting by name
    accept_language   which of the site's languages a visitor asks for
    origin, body    fetches from the city's website, the only owner of an HTTP client; decodes with limits
    headers, cookies, links, etags   which of them pass, and how they change, in each direction
    translating     from a page to a translated page: joins page/ and the translation service
    live_glossary, made_of   what editors decided, as it is now; whether a remembered page would be made the same now
    explaining, explained_*   why each segment of a page reads as it does
    page/           one page: bytes, tokens, segments, edits, bytes again
    accessibility/  what is repaired of a page's accessibility
    mirror/         style sheets turned for languages from right to left
    reader, reader_page   the reading view of any page
    passthrough, upload, websocket, interim   stream whatever is not rewritten
    answers, reserved, assets, health, logs   what is sent, and what is ours
    connections, address_guard   how slow and how many visitors may be; where the website's address may be
    addresses, admission, search_engines, token_bucket   who asks, and how much is translated for them
    sitemap, sitemaps, robots   what crawlers are told of the languages
    warming, rewarming, warm_*   pages translated before anybody asks, over HTTP like a visitor
    record, observing, metrics, figures, ops_site, tracing, readiness, engine_state   what ops see
    families, collecting, live_figures   the same of all processes, for programs and for people
    engines         makes the router of models out of the settings
    quality/        how good models are: measured, compared, drawn
    app, parts, serving   make every part, join them, run them; the only places that know all
    settings, settings_file, settings_reference   the table of settings, where it is read, its page
    command/        the command line
    audit/          the accessibility audit, which only the command line uses
"""
