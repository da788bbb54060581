"""Switching models at the desk: at once, for one language, and for good; nobody's choice is lost."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bs4 import BeautifulSoup
from desk.running import running_desk
from hypothesis import given
from hypothesis import strategies as st
from pseudo import PseudoEngine

from models.canary import in_share
from models.engine import GREEDY
from models.routing import Canary, Choice, Router, name_of
from proxy.desk.ops.model_pages import read_choice, read_form, written
from proxy.live_routing import LiveRouting, RoutingChangedError, RoutingFile, following

STARTER, LARGER, PAIR = "starter@2#aa", "larger@1#bb.2", "de-en@1#c>en-tr@3#d|k2"
LANGUAGES = ("en", "tr", "ar", "bg", "ro", "pl", "uk", "ru", "fr")
_names = st.sampled_from(["starter@2", "larger@1", "de-en@1>en-tr@3", 'quote"d@1', "tür@1"])


class Named(PseudoEngine):
    """A pseudo-translation under a name; its texts say whose they are."""

    def __init__(self, signature: str) -> None:
        super().__init__()
        self.signature = signature


def router(**canaries: Canary) -> Router:
    """Three ways into Turkish, one into all other languages."""
    starter, larger, pair = Named(STARTER), Named(LARGER), Named(PAIR)
    ways = {code: [starter, larger, pair] if code == "tr" else [starter] for code in LANGUAGES}
    return Router(ways, canaries, lambda: 100.0, 60.0, lambda _: None)


def test_the_name_of_an_engine_is_what_commands_call_it() -> None:
    assert [name_of(each) for each in (STARTER, LARGER, PAIR)] == ["starter@2", "larger@1", "de-en@1>en-tr@3"]


def test_a_choice_holds_for_its_language_only_and_can_be_taken_back() -> None:
    made = router(tr=Canary(Named("trial@1#x"), 30.0))
    before = {code: made.revision(code) for code in LANGUAGES}
    assert made.choose({"tr": Choice("larger@1")}) == ()
    assert made.route("tr", "x").signature == LARGER
    assert made.revision("tr") == LARGER, "the trial of the settings is over"
    assert {code: made.revision(code) for code in LANGUAGES if code != "tr"} == {
        code: before[code] for code in LANGUAGES if code != "tr"
    }
    assert made.choose({}) == ()
    assert {code: made.revision(code) for code in LANGUAGES} == before


@given(st.lists(st.text(min_size=1), min_size=1, max_size=30), st.floats(0.5, 99))
def test_a_trial_gets_its_share_and_no_other_text(texts: list[str], percent: float) -> None:
    made = router()
    made.choose({"tr": Choice("starter@2", "larger@1", percent)})
    for text in texts:
        assert made.route("tr", text).signature == (LARGER if in_share("tr", text, percent) else STARTER)


def test_what_was_named_before_a_switch_is_still_translated() -> None:
    """Sentences wait in the queue under the name of the engine that was asked for, and engines may be elsewhere."""
    made = router(tr=Canary(Named("trial@1#x"), 30.0))
    made.choose({"tr": Choice("larger@1")})
    for signature in (STARTER, PAIR, "trial@1#x"):
        assert made.translate(["Amt"], "tr", replace(GREEDY, engine=signature))


def test_what_cannot_be_followed_is_told_and_the_rest_holds() -> None:
    made = router()
    troubles = made.choose(
        {"tr": Choice("gone@1"), "ar": Choice("starter@2", "larger@1", 5.0), "xx": Choice("starter@2")}
    )
    assert [each.partition(":")[0] for each in troubles] == ["tr", "ar", "xx"]
    assert "gone@1" in troubles[0]
    assert made.route("tr", "x").signature == STARTER


_choices = st.dictionaries(
    st.sampled_from(LANGUAGES),
    st.one_of(
        st.builds(Choice, _names),
        st.builds(Choice, _names, _names, st.floats(0.01, 100)),
    ),
)


@given(_choices)
def test_a_file_says_what_was_put_into_it(choices: dict[str, Choice]) -> None:
    with TemporaryDirectory() as folder:
        file = RoutingFile(Path(folder) / "routing.toml")
        for language, choice in choices.items():
            file.put(language, None, choice)
        assert dict(file.read()) == choices
        for language, choice in choices.items():
            assert read_choice(written(choice)) == choice
            file.put(language, choice, None)
        assert not file.read()


def test_nobodys_choice_is_overwritten_unseen(tmp_path: Path) -> None:
    file = RoutingFile(tmp_path / "routing.toml")
    file.put("tr", None, Choice("larger@1"))
    with pytest.raises(RoutingChangedError) as told:
        file.put("tr", None, Choice("starter@2"))
    assert told.value.now == Choice("larger@1")
    assert file.read() == {"tr": Choice("larger@1")}


@pytest.mark.parametrize("text", ["[tr", "tr = 5", "[tr]\nmodel = 5\npercent = 200", "[tr]\ntrial = 'x'", "\xff"])
def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "routing.toml"
    path.write_bytes(text.encode("latin-1"))
    made = router()
    live = LiveRouting(made, RoutingFile(path))
    assert not live.choices
    assert made.route("tr", "x").signature == STARTER


async def test_another_process_follows_within_its_look(tmp_path: Path) -> None:
    heard = asyncio.Event()
    made, path = router(), tmp_path / "routing.toml"
    async with following(made, path, heard.set, seconds=0.01) as live:
        assert live is not None
        before = live.choices
        await asyncio.to_thread(RoutingFile(path).put, "tr", None, Choice("larger@1"))
        async with asyncio.timeout(10):
            await heard.wait()
        assert made.route("tr", "x").signature == LARGER
        assert live.choices is not before
    async with following(PseudoEngine(), path, heard.set) as none:
        assert none is None


def test_a_form_is_checked() -> None:
    names = ["starter@2", "larger@1"]
    wrong = {
        "engine": read_form({"engine": "gone@1"}, names),
        "trial": read_form({"engine": "starter@2", "trial": "starter@2", "percent": "5"}, names),
        "percent": read_form({"engine": "starter@2", "trial": "larger@1", "percent": "0"}, names),
    }
    assert {field: set(form.errors) for field, form in wrong.items()} == {field: {field} for field in wrong}
    assert set(read_form({"trial": "larger@1", "percent": "5"}, names).errors) == {"trial"}
    assert read_form({"engine": "starter@2", "trial": "larger@1", "percent": "2,5"}, names).choice == Choice(
        "starter@2", "larger@1", 2.5
    )
    assert read_form({}, names).choice is None


async def test_a_switch_holds_at_once_changes_only_its_language_and_survives_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    async with running_desk(tmp_path, router()) as desk, desk.client("ops") as ops:

        async def status(path: str) -> str:
            async with ops.http.get(desk.url + path) as got:
                await got.read()
                return got.headers["Cache-Status"]

        for path in ("/tr/aktuelles/", "/ar/aktuelles/"):
            await status(path)
            assert "stadtlotse; hit" in await status(path)
        async with ops.get("/ops/models/tr") as got:
            form = BeautifulSoup(await got.text(), "html.parser")
        assert [each["value"] for each in form.select("input[name=engine]")] == [
            "", "starter@2", "larger@1", "de-en@1>en-tr@3",
        ]  # fmt: skip
        async with ops.post("/ops/models/tr", {"engine": "larger@1", "before": ""}) as got:
            assert got.status == 303
        assert "stadtlotse; hit" in await status("/ar/aktuelles/")
        assert "stadtlotse; hit" not in await status("/tr/aktuelles/")
        async with ops.post("/ops/models/tr", {"engine": "starter@2", "before": ""}) as got:
            conflict = BeautifulSoup(await got.text(), "html.parser")
            assert got.status == 409
        assert "larger@1" in conflict.select_one("[role=alert]").text  # type: ignore[union-attr]
        chosen = conflict.select_one("input[name=engine][checked]")
        assert chosen is not None
        assert chosen["value"] == "starter@2"
    again = router()
    async with running_desk(tmp_path, again):
        assert again.route("tr", "x").signature == LARGER
        assert again.route("ar", "x").signature == STARTER
