"""The rules behind visitors' reports: what is masked, kept of an address, signed, recognised and said."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary.plurals import plural_form
from proxy.links import SiteLinks
from proxy.reports.addresses import kept_path, report_path
from proxy.reports.masking import MASK, masked
from proxy.reports.quotes import Sentence, find
from proxy.reports.sent import Problem, Sent, sent
from proxy.reports.stamp import Stamps
from proxy.reports.wording import FORM_WORDING, FormWording
from translation.languages import LANGUAGES

_SCRIPTS = {"Latin": "[a-z]", "Cyrillic": "[а-яіїєґ]", "Arabic": "[\u0621-\u064a]"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ruf an: 0203 283-2000", f"Ruf an: {MASK}"),
        ("+49 (0) 203 / 12 34 56 bitte", f"{MASK} bitte"),
        ("0532 123 45 67 nolu", f"{MASK} nolu"),
        ("‎٠١٧١ ٢٣٤ ٥٦٧٨ هاتفي", f"{MASK} هاتفي"),
        ("ali.veli@example.org yazın", f"{MASK} yazın"),
        ("ali (at) example.org, ali[ät]example.de", f"{MASK}, {MASK}"),
        ("DE89 3704 0044 0532 0130 00", MASK),
        ("Am 12.03.2024 um 10:30 Uhr, nicht 12.30 Uhr", "Am 12.03.2024 um 10:30 Uhr, nicht 12.30 Uhr"),
        ("37,00 € statt 1.234.567,89 €", "37,00 € statt 1.234.567,89 €"),
        ("Zimmer 1234, 47051 Duisburg", "Zimmer 1234, 47051 Duisburg"),
        ("ok\x00\x1b[31m\u202eschlecht", "ok[31mschlecht"),
    ],
)
def test_masking(written: str, kept: str) -> None:
    """By what is kept nobody can be reached; dates, times, amounts and short numbers stay."""
    assert masked(written) == kept


@given(st.text(alphabet="abc @.-/()+0123456789\n", max_size=80))
def test_no_long_number_and_no_mail_address_is_kept(text: str) -> None:
    """No seven digits in a row and no mail address are left, and masking once is enough."""
    out = masked(text)
    assert re.search(r"\d{7}", out) is None or re.search(r"\d{7}", text) is not None
    assert re.search(r"[a-c]@[a-c]+\.[a-c]", out) is None
    assert masked(out) == out


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/amt/?seite=2", "/amt/?seite=2"),
        ("/amt/?tag=2026-11-22&monat=2026-11#oben", "/amt/?tag=2026-11-22&monat=2026-11"),
        ("/suche?q=M%C3%BCller&seite=3", "/suche?seite=3"),
        ("/x?token=4711081500&sid=a1", "/x"),
        ("/x?", "/x"),
        ("/x?<script>=1&a=1\n", "/x"),
    ],
)
def test_of_a_query_only_numbers_are_kept(path: str, kept: str) -> None:
    """Search words, keys and names in a query go neither into a link nor into a report."""
    assert kept_path(path) == kept


def test_a_path_that_is_too_long_has_no_form() -> None:
    """The notice then has no link to it."""
    links = SiteLinks("tr", "https://stadt.example", frozenset(), (), ("tr",))
    assert report_path("/amt/?seite=2", links, "tr") == "/.stadtlotse/report/tr/amt/?seite=2"
    assert report_path("/" + "a" * 1000, links, "tr") == ""


STAMPS = Stamps(b"k" * 32, 3.0)


@pytest.mark.parametrize(("age", "good"), [(2.9, False), (3.0, True), (3600, True), (86_400, True), (86_401, False)])
def test_a_stamp_is_good_for_a_day(age: float, good: bool) -> None:
    """Not at once, and not for ever."""
    stamp = STAMPS.made("/form", "nonce", 1000.0)
    assert bool(STAMPS.nonce(stamp, "/form", 1000.0 + age)) is good


@given(st.integers(min_value=0, max_value=70), st.characters(codec="ascii"))
def test_a_changed_stamp_is_none(at: int, put: str) -> None:
    """Whatever is changed in it: it was signed for this form, by us."""
    stamp = STAMPS.made("/form", "nonce", 1000.0)
    changed = stamp[:at] + put + stamp[at + 1 :]
    assert changed == stamp or STAMPS.nonce(changed, "/form", 1010.0) == ""
    assert STAMPS.nonce(stamp, "/other", 1010.0) == ""
    assert Stamps(b"o" * 32, 3.0).nonce(stamp, "/form", 1010.0) == ""


SENTENCES = (
    Sentence("Kurz.", "Short."),
    Sentence("Das Amt ist zu.", "The office is closed today."),
    Sentence("Das Amt.", "The office"),
)


@pytest.mark.parametrize(
    ("quote", "german"),
    [
        ("the  OFFICE", "Das Amt."),
        ("“The office is closed today”", "Das Amt ist zu."),
        ("is closed", "Das Amt ist zu."),
        ("is clos\u00aded", "Das Amt ist zu."),
        ("They wrote: The office is closed today. Wrong!", "Das Amt ist zu."),
        ("short", "Kurz."),
        ("off", ""),
        ("nothing of this", ""),
        ("…", ""),
    ],
)
def test_a_quote_leads_to_its_sentence(quote: str, german: str) -> None:
    """The same text first, then the shortest that holds it, then the longest that it holds; else none."""
    found = find(quote, SENTENCES)
    assert (found.german if found else "") == german


def test_what_is_wrong_with_a_form() -> None:
    """One of the two ways to say what is meant, and limits that browsers would count alike."""
    assert sent({}).problems(listed=True) == {"segment": Problem.MISSING}
    assert sent({"quote": " \n "}).problems(listed=False) == {"quote": Problem.MISSING}
    assert sent({"quote": "x" * 500, "message": "\r\n" + "y\r\n" * 500}).problems(listed=True) == {}
    assert Sent(quote="x" * 501, message="y" * 1001).problems(listed=True) == {
        "quote": Problem.TOO_LONG,
        "message": Problem.TOO_LONG,
    }


def _texts(wording: FormWording) -> dict[str, str]:
    found = {each.name: getattr(wording, each.name) for each in fields(wording) if each.name != "at_most"}
    return found | {f"at_most {form}": text for form, text in wording.at_most.items()}


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_the_form_has_words_in_every_language(code: str) -> None:
    """Every text is there, in the language's script and in no other's, with a form for each number."""
    texts = _texts(FORM_WORDING[code])
    for name, text in texts.items():
        assert text.strip() == text != ""
        assert re.search(_SCRIPTS[LANGUAGES[code].script], text.lower()), name
        assert "{" not in text.replace("{count}", "")
        assert not re.search("[<>&]", text)
    forms = {plural_form(code, number) for number in range(1, 2000)}
    assert forms <= set(FORM_WORDING[code].at_most)
    others = [other for other in FORM_WORDING if other != code]
    assert all(_texts(FORM_WORDING[other])["privacy"] != texts["privacy"] for other in others)
