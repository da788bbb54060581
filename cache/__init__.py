"""What is remembered: bytes under keys; nothing here knows of HTTP libraries or HTML.

    key           builds keys; every ingredient is a named field
    store         what every store can do, and the one on disk (diskcache, never pickle)
    memory_store  the same in memory, bounded
    segments      translations of segments, with the newest kept in memory
    private       translations seen on private pages, in memory only, per visitor
    freshness     may a response be stored, and for how long (RFC 9111)
    pages         whole translated pages
    statistics    hits, misses, evictions, by layer

Below them: folder and raw_disk (opening diskcache safely), frame (whole values or none), lru, directives and
http_date (reading headers), clock and errors.
"""
