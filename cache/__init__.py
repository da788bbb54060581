"""What is remembered: bytes under keys; nothing here knows of HTTP libraries or HTML.

What is stored:

    key           builds keys; every ingredient is a named field
    store         what every store can do, and the one on disk (diskcache, never pickle)
    memory_store  the same in memory, bounded
    segments      translations of segments, with the newest kept in memory
    private       translations seen on private pages, in memory only, per visitor
    pages         whole translated pages, and their codings
    answers       answers of the website: heads in a store, bodies in files (bodies)
    statistics    hits, misses, evictions, by layer
    purge_mark    how one process tells the others to forget

The rules of a shared cache (RFC 9111), pure, the same for pages and answers:

    storing       may a response be stored, and which of its fields not
    freshness     how long is it fresh, how old is it, what may be done with it now
    directives, targeted   which directives hold: Cache-Control, CDN-Cache-Control
    wishes        what a request asks of caches
    vary          which requests a response answers
    conditions, ranges     what a condition or a range means for what is stored
    validation    asking whether it still holds, and taking in the answer
    invalidation  what an unsafe request makes stale

Below them: folder and raw_disk (opening diskcache safely), frame (whole values or none), lru, http_date, clock
and errors.
"""
