"""Stored answers: variants of a URL, renewed, forgotten, and absent where anything is wrong."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.answers import AnswerCache, StoredAnswer, key_of
from cache.bodies import EMPTY, Bodies, Body
from cache.freshness import times
from cache.memory_store import MemoryStore
from cache.store import DiskStore, Store
from cache.vary import selecting

NOW = 784_111_777.0
URL = "https://stadt.example/plan.pdf?x"
TEXT = st.text(st.characters(), max_size=9)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Either store."""
    return MemoryStore() if request.param == "memory" else DiskStore(tmp_path / "index", 1 << 24)


@pytest.fixture
def cache(store: Store, tmp_path: Path) -> AnswerCache:
    """Stored answers, none yet."""
    return AnswerCache(store, Bodies(tmp_path / "bodies", 1 << 24))


def written(cache: AnswerCache, data: bytes) -> Body:
    """A body on disk."""
    writing = cache.begin()
    writing.append(data)
    body = writing.commit()
    writing.close()
    return body


def answer(body: Body = EMPTY, vary: str = "", **request: str) -> StoredAnswer:
    """An answer to a request with these headers."""
    named = {name.replace("_", "-"): value for name, value in request.items()}
    headers = (("Content-Type", "text/plain"), ("Link", "<a>"), ("Link", "<b>"), ("X-Latin", "\xe4\udcff"))
    made = times(200, {"cache-control": "max-age=60"}, NOW, NOW)
    return StoredAnswer(200, "Okay", headers, selecting(vary, named), made, ("amt",), body)


def test_put_and_get(cache: AnswerCache) -> None:
    """An answer comes back as it was put, with its body."""
    put = answer(written(cache, b"Plan"))
    assert cache.put(URL, put)
    assert cache.get(URL) == (put,)
    reading = cache.open(put.body)
    assert reading is not None
    assert reading.block(0) == b"Plan"
    reading.close()
    assert cache.get(URL + "y") == ()


def test_variants(cache: AnswerCache) -> None:
    """What varies on a header is kept for each of its values; the same value replaces, its body goes."""
    german, turkish = (answer(written(cache, b"x"), "Accept-Language", accept_language=code) for code in ("de", "tr"))
    cache.put(URL, german)
    cache.put(URL, turkish)
    assert cache.select(URL, {"accept-language": "DE"}, ()) == (german, True)
    assert cache.select(URL, {"accept-language": "fr"}, ()) == (None, True)
    newer = replace(german, body=written(cache, b"y"))
    cache.put(URL, newer)
    assert cache.get(URL) == (newer, turkish)
    assert cache.open(german.body) is None
    everywhere = answer(written(cache, b"z"))
    cache.put(URL, everywhere)
    assert cache.get(URL) == (everywhere,)


def test_variants_are_bounded(cache: AnswerCache) -> None:
    """An origin that varies on something endless keeps the newest few."""
    for number in range(40):
        cache.put(URL, answer(vary="User-Agent", user_agent=str(number)))
    assert len(cache.get(URL)) == 16
    assert cache.select(URL, {"user-agent": "39"}, ())[0]


def test_renewed(cache: AnswerCache) -> None:
    """New headers and times are taken over, but never for what is not there any more."""
    put = answer(written(cache, b"x"))
    cache.put(URL, put)
    later = times(200, {"cache-control": "max-age=5"}, NOW + 9, NOW + 9)
    renewed = cache.renew(URL, put, (("X", "1"),), later)
    assert cache.get(URL) == (renewed,)
    assert (renewed.headers, renewed.times) == ((("X", "1"),), later)
    cache.forget(URL)
    cache.renew(URL, put, (), later)
    assert cache.get(URL) == ()


def test_forgotten(cache: AnswerCache) -> None:
    """Forgetting takes the row and the files."""
    put = answer(written(cache, b"x"))
    cache.put(URL, put)
    cache.put(URL + "2", answer(written(cache, b"y")))
    assert cache.forget(URL)
    assert not cache.forget(URL)
    assert cache.open(put.body) is None
    assert [row.url for row in cache.rows()] == [URL + "2"]
    assert cache.snapshot().entries == 1
    assert cache.clear() == 1
    assert list(cache.rows()) == []


def test_damaged_body_is_forgotten(cache: AnswerCache) -> None:
    """One variant goes, the others stay."""
    german, turkish = (answer(written(cache, b"x"), "Accept-Language", accept_language=code) for code in ("de", "tr"))
    cache.put(URL, german)
    cache.put(URL, turkish)
    cache.forget_damaged(URL, german)
    assert cache.get(URL) == (turkish,)
    assert cache.snapshot().errors == 1


@given(st.text(alphabet='[]{}",:0aw1 ', max_size=30) | TEXT.map(lambda text: json.dumps([1, text, [{}]])))
def test_foreign_rows_are_absent(text: str) -> None:
    """Nothing that stands in a row makes reading fail."""
    store = MemoryStore()
    store.set(key_of(URL), text.encode("utf-8", "surrogatepass"))
    assert AnswerCache(store, Bodies(Path("/nowhere"), 9)).get(URL) == ()


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), st.integers(100, 599), TEXT)
def test_any_head_comes_back(headers: list[tuple[str, str]], status: int, reason: str) -> None:
    """Every head is read back as it was."""
    cache = AnswerCache(MemoryStore(), Bodies(Path("/nowhere"), 1 << 20))
    put = replace(answer(), headers=tuple(headers), status=status, reason=reason)
    cache.put(URL, put)
    assert cache.get(URL) == (put,)
