"""Text in, text out: no network, no HTML.

languages   the languages and what is known of them
segment     a block of text with the skeleton of its inline markup
protect     what is never sent to a model: numbers, addresses, codes
sentences   cuts German text into sentences and joins them again
service     for each segment: memory, else model, then checks
batcher     gathers sentences of many requests into one call of the engine
checks/     is the translation usable; if not the text stays German
"""
