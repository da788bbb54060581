"""A text is put together as it was taken apart: only its lines become others."""

from hypothesis import given
from hypothesis import strategies as st

from glossary.live import NO_GLOSSARY
from glossary.term import Place
from proxy.api.content import PlainText
from translation.glossing import Glosses
from translation.outcome import Layer, Outcome

_GLOSSES = Glosses(NO_GLOSSARY, Place("/", "tr"))


@given(st.text(alphabet="ab \n\t\r\u00a0ü.", max_size=30))
def test_untranslated_texts_come_back_as_they_were(text: str) -> None:
    taken = PlainText.of(text)
    assert taken.written([Outcome(None, Layer.GERMAN) for _ in taken.segments], _GLOSSES) == text


@given(st.text(alphabet="ab \n\t.", max_size=30))
def test_lines_are_segments_without_white_space_around_them(text: str) -> None:
    taken = PlainText.of(text)
    assert [segment.text for segment in taken.segments] == [line.strip() for line in text.split("\n") if line.strip()]
    made = [Outcome((f"<{segment.text}>",), Layer.MODEL) for segment in taken.segments]
    assert taken.written(made, _GLOSSES).replace("<", "").replace(">", "") == text
