"""Ruhrhafen: a German city's website for demonstrations and tests.

It speaks German only and knows nothing of any proxy; `city.app.create_app()` makes it.
"""
