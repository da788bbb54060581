"""Texts, HTML and JSON documents come back in the other language, and nothing else of them changes."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from api.calling import api_of
from desk.running import running_desk
from engines import ToyEngine, sure
from pseudo import pseudo

from glossary.override_store import OverrideStore
from glossary.overrides import Override
from proxy.api.scopes import Scope

_GERMAN = "Das große Tor ist heute geöffnet."


def _toy() -> ToyEngine:
    """An engine that does not call itself faithful, so that the glossary holds; it knows what it was asked."""
    return ToyEngine(lambda text: sure(pseudo(text, "tr")))


async def test_every_kind_of_item(tmp_path: Path) -> None:
    document = {"id": 7, "items": [{"title": _GERMAN, "code": "Haus", "ratio": 0.5}], "html": f"<p>{_GERMAN}</p>"}
    rules = [{"path": "/**/title"}, {"path": "/html", "kind": "html"}]
    items = [
        {"kind": "text", "text": f"  {_GERMAN}\n\n\tZweite Zeile hier.\n"},
        {"kind": "html", "html": f'<p class="a">{_GERMAN} <b data-x="Haus">Wichtig</b></p><input value="Haus">'},
        {"kind": "json", "document": document, "rules": rules},
    ]
    async with running_desk(tmp_path) as desk, api_of(desk, "reader", Scope.TRANSLATE) as client:
        got = await client.call("POST", "/translate", {"to": "uk", "items": items})
    assert got.status == 200, got.body
    text, html, made = (each["translated"] for each in got.body["items"])
    there = pseudo(_GERMAN, "uk")
    assert text == f"  {there}\n\n\t{pseudo('Zweite Zeile hier.', 'uk')}\n"
    assert html == f'<p class="a">{there} <b data-x="Haus">{pseudo("Wichtig", "uk")}</b></p><input value="Haus">'
    assert made == {"id": 7, "items": [{"title": there, "code": "Haus", "ratio": 0.5}], "html": f"<p>{there}</p>"}
    assert [each["complete"] for each in got.body["items"]] == [True, True, True]


async def test_an_override_holds_here_too_and_is_explained(tmp_path: Path) -> None:
    async with running_desk(tmp_path, _toy()) as desk, api_of(desk, "reader", Scope.TRANSLATE) as client:
        OverrideStore(desk.database).save(Override(_GERMAN, "tr", "Bugün açık."), "test")
        ask = {"to": "tr", "items": [{"text": _GERMAN}], "explain": True}
        for _ in range(100):
            got = await client.call("POST", "/translate", ask)
            if got.body["items"][0]["translated"] == "Bugün açık.":
                break
            await asyncio.sleep(0.05)
        (item,) = got.body["items"]
        assert (item["translated"], item["explanations"][0]["layer"]) == ("Bugün açık.", "override")


@pytest.mark.parametrize(("remember", "asked"), [(False, 2), (True, 1)])
async def test_only_what_may_be_shared_is_remembered_for_others(tmp_path: Path, remember: bool, asked: int) -> None:
    engine = _toy()
    ask = {"to": "tr", "items": [{"text": _GERMAN}], "remember": remember}
    async with (
        running_desk(tmp_path, engine) as desk,
        api_of(desk, "reader", Scope.TRANSLATE) as one,
        api_of(desk, "editor", Scope.TRANSLATE) as other,
    ):
        for client in (one, one, other):
            assert (await client.call("POST", "/translate", ask)).status == 200
    assert engine.asked.count(_GERMAN) == asked


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"to": "tr", "items": []}, "items"),
        ({"to": "xx", "items": [{"text": "Haus"}]}, "to"),
        ({"to": "tr", "items": [{"kind": "json", "document": {}, "rules": [{"path": "a"}]}]}, "items/0"),
        ({"to": "tr", "items": [{"text": "Haus"}], "surprise": 1}, "surprise"),
    ],
)
async def test_what_is_wrong_is_named(tmp_path: Path, body: object, where: str) -> None:
    async with running_desk(tmp_path) as desk, api_of(desk, "reader", Scope.TRANSLATE) as client:
        got = await client.call("POST", "/translate", body)
    assert (got.status, got.headers["Content-Type"].partition(";")[0]) == (400, "application/problem+json")
    assert any(fault["where"].startswith(where) for fault in got.body["faults"])


async def test_words_are_limited_for_each_token(tmp_path: Path) -> None:
    ask = {"to": "tr", "items": [{"text": "eins zwei drei vier fünf sechs"}]}
    limits = {"words_per_minute": 5}
    async with (
        running_desk(tmp_path, api=limits) as desk,
        api_of(desk, "reader", Scope.TRANSLATE) as one,
        api_of(desk, "editor", Scope.TRANSLATE) as other,
    ):
        assert (await one.call("POST", "/translate", ask)).status == 200
        refused = await one.call("POST", "/translate", ask)
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) >= 1
        assert (await other.call("POST", "/translate", ask)).status == 200
