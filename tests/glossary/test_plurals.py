"""Plural forms (CLDR)."""

import pytest

from glossary.plurals import same_form


@pytest.mark.parametrize(
    ("language", "alike", "different"),
    [
        ("en", "0=2 2=12", "1=2"),
        ("tr", "3=12", "1=3"),
        ("bg", "3=12", "1=3"),
        ("fr", "2=3", "0=2 1=0 2=1000000"),
        ("ro", "2=19 20=100 3=101", "2=20 1=2"),
        ("pl", "2=3 5=12 22=4", "2=5 1=2 12=22"),
        ("ru", "2=24 5=11 21=31", "2=5 1=21 21=22"),
        ("uk", "3=33 0=5", "3=5 1=21"),
        ("ar", "3=10 11=99 3=103 100=102", "1=3 2=3 0=3 10=11 99=100"),
        ("de-CH", "2=3", "1=2"),
        ("xx", "7=7", "7=8"),
    ],
)
def test_same_form(language: str, alike: str, different: str) -> None:
    """Numbers that ask for one form, in German too, may stand for each other, and others not."""
    for pairs, same in ((alike, True), (different, False)):
        for pair in pairs.split():
            first, second = map(int, pair.split("="))
            assert same_form(language, first, second) is same
            assert same_form(language, second, first) is same
