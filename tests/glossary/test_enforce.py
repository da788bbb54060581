"""What a translation owes the glossary."""

from __future__ import annotations

import pytest
from entries import names, term

from glossary.collection import load_collection
from glossary.enforce import Glossed, expected, fingerprints, glossed, honoured, rivals_of, violations
from glossary.match import Matcher
from glossary.term import MatchRule, Place, Policy, Target, Term

TERMS = load_collection()
COLLECTION = Matcher(TERMS)
RIVALS = {language: rivals_of(TERMS, language) for language in ("tr", "ar", "en", "fr", "uk", "ru")}


def owed(german: str, foreign: str, language: str, matcher: Matcher = COLLECTION) -> list[str]:
    """The lemmas that the translation does not honour."""
    matches = matcher.find(german, Place(language=language))
    return [match.term.lemma for match in violations(matches, foreign, language, RIVALS[language])]


@pytest.mark.parametrize(
    ("language", "german", "foreign", "missing"),
    [
        ("tr", "Anmeldung", "İkamet kaydı", []),
        ("tr", "Anmeldung", "İKAMET KAYDI", []),
        ("tr", "Abmeldung", "İkamet kaydı", ["Abmeldung"]),
        ("tr", "Anmeldung", "ikamet kaydının silinmesi", ["Anmeldung"]),
        ("tr", "Anmeldung und Abmeldung", "ikamet kaydı ve ikamet kaydının silinmesi", []),
        ("tr", "Anmeldung und Abmeldung", "ikamet kaydının silinmesi", ["Anmeldung"]),
        ("tr", "im Rathaus", "belediye binasında", []),
        ("tr", "im Rathaus", "belediyede", ["Rathaus"]),
        ("ar", "Agentur für Arbeit", "بوكالة العمل", []),
        ("ar", "Agentur für Arbeit", "بوَكالة العمل", []),
        ("ar", "Agentur für Arbeit", "كالة العمل", ["Agentur für Arbeit"]),
        ("en", "Ausländerbehörde", "Contact the Ausländerbehörde (immigration office)", []),
        ("en", "Ausländerbehörde", "Contact the foreigners’ authority", []),
        ("en", "Ausländerbehörde", "Contact the police", ["Ausländerbehörde"]),
        ("en", "NINA", "the NINA app", []),
        ("en", "NINA", "the Nina app", ["NINA"]),
        ("en", "Bezirksamt Mitte", "the middle", ["Mitte"]),
        ("en", "Bauantrag", "planning permission", []),
        ("en", "Termin, Termine", "an appointment, and another", []),
        ("fr", "Online-Ausweis", "", ["Online-Ausweis"]),
    ],
)
def test_what_is_missing(language: str, german: str, foreign: str, missing: list[str]) -> None:
    """Accepted variants honour a term, its own words inside those of a longer one do not."""
    assert owed(german, foreign, language) == missing


def test_one_word_for_two_terms() -> None:
    """Two entries with the same translation are both honoured by it."""
    matcher = Matcher([term("Bescheinigung", tr="belge"), term("Nachweis", tr="belge")])
    assert owed("Nachweis und Bescheinigung", "belge", "tr", matcher) == []


def test_expected() -> None:
    """Entries are counted in the order of the text; inside compounds only they are owed loosely; others not at all."""
    matcher = Matcher(
        [
            Term("Antrag", match=MatchRule.COMPOUND, targets=(Target("tr", "başvuru", ("başvuruyu",)),)),
            term("Amt", tr="daire"),
            Term("Frist", targets=(Target("en", "deadline"),)),
            *names("Marxloh"),
        ]
    )
    found = expected(matcher.find("Amt Marxloh, Bauantrag, Frist, Amt"), "tr")
    assert [(each.term.lemma, each.count, each.strict) for each in found] == [
        ("Amt", 2, True),
        ("Marxloh", 1, True),
        ("Antrag", 1, False),
    ]
    assert found[1].accepted == ("Marxloh",)
    assert found[2].accepted == ("başvuru", "başvuruyu")


def test_honoured() -> None:
    """One term alone: words, not parts of words."""
    amt = term("Amt", tr="daire")
    assert honoured(amt, "Daire kapalı", "tr")
    assert not honoured(amt, "dairesi", "tr")
    assert not honoured(amt, "Amt", "tr")
    assert honoured(term("Amt", tr="daire", policy=Policy.GLOSS), "Amt", "tr")


OFFICE = term("Ausländerbehörde", "Ausländeramt", tr="yabancılar dairesi", policy=Policy.GLOSS)
GLOSS = Matcher(
    [
        Term(
            OFFICE.lemma,
            OFFICE.policy,
            OFFICE.forms,
            targets=(Target("tr", "yabancılar dairesi", ("yabancılar dairesine",)), Target("ar", "دائرة الأجانب")),
        )
    ]
)


@pytest.mark.parametrize(
    ("german", "foreign", "language", "shown"),
    [
        (
            "Gehen Sie zum Ausländeramt",
            "Yabancılar dairesine gidin.",
            "tr",
            Glossed("", "Ausländeramt", " (Yabancılar dairesine)", " gidin."),
        ),
        (
            "zur Aus\u00adländerbehörde",
            "Git: Ausländerbehörde!",
            "tr",
            Glossed("Git: ", "Ausländerbehörde", " (yabancılar dairesi)", "!"),
        ),
        ("Ausländerbehörde", "في دائِرة الأجانب", "ar", Glossed("في ", "Ausländerbehörde", " (دائِرة الأجانب)", "")),
        ("Ausländerbehörde", "Polise gidin", "tr", None),
    ],
)
def test_glossed(german: str, foreign: str, language: str, shown: Glossed | None) -> None:
    """The German words stand first, and the translation's own words, with their grammar, explain them."""
    match = GLOSS.find(german)[0]
    assert glossed(foreign, match, language) == shown


def test_only_keep_and_gloss_is_glossed() -> None:
    """A name, a translated term, and a term without a target are shown as they are."""
    for policy, language in ((Policy.KEEP, "tr"), (Policy.TRANSLATE, "tr"), (Policy.GLOSS, "en")):
        match = Matcher([term("Amt", tr="daire", policy=policy)]).find("Amt")[0]
        assert glossed("daire Amt", match, language) is None


def test_fingerprints_of_a_language() -> None:
    """Only what counts in the language goes into the key."""
    matches = Matcher([term("Amt", tr="daire"), *names("Marxloh")]).find("Amt Marxloh")
    assert len(fingerprints(matches, "tr")) == 2
    assert len(fingerprints(matches, "en")) == 1
