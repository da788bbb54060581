"""HTTP and HTML, and the place where everything is joined.

The way of a request, file by file:

    visitor     what was asked: host, path, method, headers, as a frozen value
    route       which language, and whether to translate, pass through or refuse
    flow        one request from top to bottom
    origin      fetches from the city's website; the only owner of an HTTP client
    headers     which headers and cookies pass, in each direction
    passthrough streams whatever is not rewritten; `websocket` does so for upgrades
    page/       one page: bytes, tokens, segments, edits, bytes again
    app         makes every part and joins them; the only place that knows all
    command/    the command line
"""
