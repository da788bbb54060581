"""A report in the formats people and programs read: HTML in German and English, JSON, CSV, EARL.

`rows` are what all of them say, `wording` the report's own words; `as_*` write.
"""
