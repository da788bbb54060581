"""What people decided: terms and translations that come before any model.

term, plain         an entry, and as plain values for JSON
folding, boundary,  German text as it is compared; words, closed and hyphenated compounds; names that are also words
names, match        → all entries that are in a text, in one pass
enforce, whole      what a translation owes the entries, and whether it kept it; keep+gloss; fingerprints for keys;
                    strings that are a term and nothing else
forms               German forms that are suggested to editors
marked, plurals,    an editor's translation of a segment with its inline marks, for other numbers too
overrides
connecting,         SQLite or PostgreSQL: connections, and transactions that read or write; its tables and how they
database, tables,   come up to date; what to tell when it cannot be used; a copy while others write
migrating,
migrations,
unusable, backup
store, history,     entries with optimistic locking; who changed what
override_store
listing,            lists of entries, filtered, ordered and searched
search_index
live                the state that the service uses, made anew when the database has changed
exchange, reading,  import and export: CSV, JSON Lines, TBX; TMX, XLIFF; all checked before anything is written
findings, reversal
impact              which texts a change would translate anew
collection          the terms that come with the package (seed_terms/), unreviewed
seed                the municipal translation memory that comes with the package
"""
