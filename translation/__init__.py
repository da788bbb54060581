"""Text in, text out: no network, no HTML.

languages   the languages and what is known of them
segment     a block of text with the skeleton of its inline markup
order       who asks, for which language, how long they wait
service     for each segment: remembered, else made; within a deadline
making      by hand, else sentence by sentence by the engine, checked
tagged      a segment with inline tags: sentences whole, tags put back (`markup`)
protect     what is never sent to a model: numbers, addresses, codes
sentences   cuts German text into sentences and joins them again
batcher     gathers sentences of many requests into one call of the engine
checks/     is the translation usable; if not the text stays German
outcome     what became of a segment, and how that is remembered
"""
