"""Text in, text out: no network, no HTML.

languages   the languages and what is known of them
segment     a block of text with the skeleton of its inline markup
order       who asks, for which language, how long they wait
routed      each segment to the service of its engine
improving   quick answers at once, better ones as soon as there is time
service     for each segment: an editor's, else remembered, else made; within a deadline
naming      the key of a translation: all that can change it; `pieces`: the texts that a segment is asked as
memories    shared by all or one visitor's own; what was shown before a change, until the new is ready
overriding, an editor's own translation; the German beside a term once a page
glossing
making      by hand, else sentence by sentence by the engine, checked
tagged      a segment with inline tags, down a ladder: sentences whole, tags put back; else clauses, else parts
  markup      the inline elements as a tree, and back to parts
  projection  where they belong, by the alignment of words
  phrases     where they belong, by the letters of a phrase
protect     what is never sent to a model: numbers, addresses, codes
sentences   cuts German text into sentences and joins them again
batcher     gathers sentences of many requests into one call of the engine
attempts    the ladder for one sentence, from the quickest answer to German
rungs,      its ways to ask and to mend; may a candidate be shown; what a sentence owes the glossary; numbers and
judging,    names out of a model's hands; what alignment proves wrong
terms,
masking,
repair
checks/     is the translation usable; if not the text stays German
outcome     what became of a segment, and how that is remembered; `trace`: how it came about
explain     why a segment reads as it does; `impact`: what a change of the glossary would translate anew
"""
