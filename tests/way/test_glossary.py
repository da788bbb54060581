"""What editors decide shows on pages: terms, glosses, corrections, within seconds and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bs4 import BeautifulSoup
from editors_city import AGAIN, AUTHORITY, LIBRARY, TERM, TURKISH, editors_city

from glossary.override_store import OverrideStore
from glossary.overrides import Override
from glossary.term import Scope, State, Target
from proxy.command.glossary_impact import AffectedPage, lines_of, remembered_impact
from translation.impact import Decisions

_SECONDS = 10.0


async def until(said: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so; fails after some seconds."""
    async with asyncio.timeout(_SECONDS):
        while not await said():  # noqa: ASYNC110 what is waited for is seen by asking the proxy only
            await asyncio.sleep(0.05)


def is_remembered(cache_status: str) -> bool:
    """Tell whether an answer is a page that was remembered as a page (RFC 9211)."""
    return "hit" in cache_status and "fwd=" not in cache_status


async def test_a_gloss_once_a_page(tmp_path: Path) -> None:
    """The German stands beside the first mention in running text, marked as German; the title stays plain."""
    async with editors_city(tmp_path) as city:
        city.save(TERM)
        await until(lambda: _has_gloss(city.view))
        _, page = await city.view("/tr/amt/")
        first, second = page.select("main > p")
        assert str(first) == '<p><span lang="de">Ausländerbehörde</span> (Yabancılar dairesi) bugün kapalıdır.</p>'
        assert str(second) == "<p>Yabancılar dairesine gidin.</p>"
        assert page.title is not None
        assert page.title.get_text() == "Yabancılar dairesi"


async def _has_gloss(view: Callable[[str], Awaitable[tuple[str, object]]], path: str = "/tr/amt/") -> bool:
    return 'lang="de">Ausländerbehörde' in str((await view(path))[1])


async def test_only_pages_with_the_term_are_made_anew(tmp_path: Path) -> None:
    """A change makes the pages with the term anew, with nothing translated that does not contain it."""
    async with editors_city(tmp_path) as city:
        for path in ("/tr/amt/", "/tr/buch/"):
            assert "stored" in (await city.view(path))[0]
            assert is_remembered((await city.view(path))[0])
        city.engine.calls.clear()
        city.asked.clear()
        city.save(TERM)
        await until(lambda: _has_gloss(city.view))
        assert is_remembered((await city.view("/tr/amt/"))[0])
        assert is_remembered((await city.view("/tr/buch/"))[0])
        assert set(city.asked) <= {"/amt/"}
        assert set(city.engine.asked) <= {AUTHORITY, AGAIN}


RECHT = Scope(selector=".recht")
TWICE = f'<title>Recht</title><main><p>{AUTHORITY}</p><p class="klein recht">{AUTHORITY}</p></main>'


async def test_a_term_for_a_part_of_pages(tmp_path: Path) -> None:
    """One sentence reads on one page as the entry for its element says, and elsewhere as before; pages are kept."""
    gloss = '<span lang="de">Ausländerbehörde</span> (Yabancılar dairesi) bugün kapalıdır.'
    async with editors_city(tmp_path) as city:
        city.pages["/recht/"] = TWICE
        for path in ("/tr/recht/", "/tr/amt/", "/tr/buch/"):
            await city.view(path)
            assert is_remembered((await city.view(path))[0])
        city.engine.calls.clear()
        city.save(replace(TERM, scope=RECHT))
        await until(lambda: _has_gloss(city.view, "/tr/recht/"))
        _, page = await city.view("/tr/recht/")
        outside, inside = page.select("main > p")
        assert (outside.decode_contents(), inside.decode_contents()) == (TURKISH[AUTHORITY], gloss)
        assert city.engine.asked == [AUTHORITY]
        # Whether the word stands in such an element there is seen by reading the page again, once.
        ways = [
            is_remembered((await city.view(path))[0]) for path in ("/tr/buch/", "/tr/amt/", "/tr/amt/", "/tr/recht/")
        ]
        assert ways == [True, False, True, True]
        assert await city.paragraphs("/tr/amt/") == [TURKISH[AUTHORITY], TURKISH[AGAIN]]
        _, outside_said, inside_said = (await city.explained("/tr/recht/"))["segments"]
        assert [use["lemma"] for use in inside_said["terms"]] == ["Ausländerbehörde"]
        assert outside_said["terms"] == []
        city.save(replace(TERM, scope=RECHT, state=State.RETIRED))
        await until(lambda: _has_no_gloss(city.paragraphs))
        assert city.engine.asked == [AUTHORITY]


async def _has_no_gloss(paragraphs: Callable[[str], Awaitable[list[str]]]) -> bool:
    return await paragraphs("/tr/recht/") == [TURKISH[AUTHORITY]] * 2


async def test_pages_read_as_before_until_the_new_is_ready(tmp_path: Path) -> None:
    """While the engine is busy the page has its old words, and is not kept as it is then."""
    async with editors_city(tmp_path, deadline_seconds=0.2) as city:
        await until(lambda: _translated(city.paragraphs))
        city.engine.free.clear()
        city.save(replace(TERM, targets=(Target("tr", "göç idaresi"),)))
        await until(lambda: _made_anew(city.view))
        assert await city.paragraphs("/tr/amt/") == [TURKISH[AUTHORITY], TURKISH[AGAIN]]


async def _translated(paragraphs: Callable[[str], Awaitable[list[str]]]) -> bool:
    return await paragraphs("/tr/amt/") == [TURKISH[AUTHORITY], TURKISH[AGAIN]]


async def _made_anew(view: Callable[[str], Awaitable[tuple[str, object]]]) -> bool:
    return "incomplete" in (await view("/tr/amt/"))[0]


async def test_an_override_shows_and_goes(tmp_path: Path) -> None:
    """A correction is on its page within seconds, on no other, and the engine is not asked for it."""
    async with editors_city(tmp_path) as city:
        await city.view("/tr/buch/")
        calls = len(city.engine.calls)
        city.override(Override(LIBRARY, "tr", "Kütüphanemiz yarın 10'da açık.", page="/buch/"))

        async def shown() -> bool:
            return await city.paragraphs("/tr/buch/") == ["Kütüphanemiz yarın 10'da açık."]

        await until(shown)
        assert len(city.engine.calls) == calls


NAMELESS = '<iframe src="/karte?x=1"></iframe><input name="q">'


async def test_a_label_by_editors_makes_its_pages_anew(tmp_path: Path) -> None:
    """A remembered page that asked for a frame's title or a field's label in vain has it once an editor writes it."""
    async with editors_city(tmp_path) as city:
        city.pages["/amt/"] += NAMELESS
        for path in ("/tr/amt/", "/tr/buch/"):
            await city.view(path)
            assert is_remembered((await city.view(path))[0])
        city.asked.clear()
        calls = len(city.engine.calls)
        label = Override("field: q", "tr", "Arama")
        report = remembered_impact(city.settings, ((), ()), ((), (label,)))
        assert report.affected_pages == (AffectedPage("/amt/", "tr", 1),)
        city.override(label, Override("iframe: /karte", "tr", "Harita", page="/amt/"))

        async def named() -> bool:
            _, page = await city.view("/tr/amt/")
            frame, field = page.select("iframe, input")
            return (frame.get("title"), field.get("aria-label")) == ("Harita", "Arama")

        await until(named)
        assert is_remembered((await city.view("/tr/amt/"))[0])
        assert is_remembered((await city.view("/tr/buch/"))[0])
        assert set(city.asked) <= {"/amt/"}
        assert len(city.engine.calls) == calls


async def test_an_override_becomes_stale(tmp_path: Path) -> None:
    """When the German of a page changes, its correction is kept and marked with the text that is there now."""
    news = "Die Bücherei öffnet übermorgen um 10 Uhr."
    async with editors_city(tmp_path) as city:
        correction = Override(LIBRARY, "tr", "Kütüphanemiz yarın 10'da açık.", page="/buch/")
        city.override(correction, Override(AGAIN, "tr", "Oraya gidin."))

        async def known() -> bool:
            return "Oraya gidin." in await city.paragraphs("/tr/amt/")

        await until(known)
        city.pages["/buch/"] = city.pages["/buch/"].replace(LIBRARY, news)
        store = OverrideStore(city.database)

        async def noted() -> bool:
            await city.view("/tr/buch/?neu")  # with a query it is not the page that editors mean
            await city.view("/tr/buch/")
            return any(each.value.stale == news for each in store.all())

        await until(noted)


async def test_the_impact_is_known_before(tmp_path: Path) -> None:
    """Before a file is imported it is said which remembered segments and pages it would make anew, and no others."""
    async with editors_city(tmp_path) as city:
        for path in ("/tr/amt/", "/tr/buch/", "/tr/buch/"):
            await city.view(path)
        settings = city.settings
    before: Decisions = ((), ())
    report = remembered_impact(settings, before, ((TERM,), ()))
    assert {each.text for each in report.texts} == {AUTHORITY, AGAIN, "Ausländerbehörde"}
    assert report.affected_pages == (AffectedPage("/amt/", "tr", 3),)
    assert (report.segments, report.pages) == (5, 2)
    assert remembered_impact(settings, before, ((replace(TERM, scope=Scope(url="/rat/*")),), ())).affected_pages == ()
    # Nobody looked for `.recht` on the page: rather one too many.
    unread = remembered_impact(settings, before, ((replace(TERM, scope=RECHT),), ()))
    assert unread.affected_pages == report.affected_pages
    # An entry for a part of pages shows there although the general one comes first where nothing is known of places.
    other = replace(TERM, id="2", scope=RECHT, targets=(Target("tr", "göç idaresi"),))
    beside = remembered_impact(settings, ((TERM,), ()), ((TERM, other), ()))
    assert {each.text for each in beside.texts} == {AUTHORITY, AGAIN, "Ausländerbehörde"}
    override = Override(LIBRARY, "tr", "Başka", page="/buch/")
    assert remembered_impact(settings, before, ((), (override,))).affected_pages == (AffectedPage("/buch/", "tr", 1),)
    assert "2 of 2" not in "\n".join(lines_of(report))


# Law 9


async def test_explain(tmp_path: Path) -> None:
    """For each segment it is said why it reads as it does; asking translates nothing."""
    async with editors_city(tmp_path) as city:
        city.save(TERM)
        city.override(Override(LIBRARY, "tr", "Kütüphanemiz yarın 10'da açık.", page="/buch/", author="Ayşe"))
        await until(lambda: _has_gloss(city.view))
        calls = len(city.engine.calls)
        amt = {each["german"]: each for each in (await city.explained("/tr/amt/"))["segments"]}
        [title, library] = (await city.explained("/buch/", "tr"))["segments"]
        assert len(city.engine.calls) == calls
    first = amt[AUTHORITY]
    assert (first["layer"], first["model"], first["text"]) == ("memory", "toy", TURKISH[AUTHORITY])
    assert [(use["lemma"], use["result"]) for use in first["terms"]] == [("Ausländerbehörde", "honoured")]
    assert first["attempts"]
    assert first["seconds"] >= 0
    assert amt["Ausländerbehörde"]["layer"] == "seed"
    assert (library["layer"], library["text"]) == ("override", "Kütüphanemiz yarın 10'da açık.")
    assert "Ayşe" in library["reason"]
    assert (title["layer"], title["text"]) == ("", None)
    assert "next view" in title["reason"]


async def test_explain_as_a_page(tmp_path: Path) -> None:
    """Whoever prefers HTML gets a plain page: a heading a segment, each text in its language, no scripts."""
    async with editors_city(tmp_path) as city:
        await city.view("/tr/amt/")
        url = f"{city.url}/.stadtlotse/explain?url=/tr/amt/"
        async with city.client.get(url, headers={"Accept": "text/html"}) as got:
            page = BeautifulSoup(await got.text(), "html.parser")
            assert got.headers["Cache-Control"] == "no-store"
    assert page.html is not None
    assert page.html["lang"] == "en"
    assert [each.name for each in page.select("h1, h2")] == ["h1", "h2", "h2", "h2"]
    assert page.find("span", string=AUTHORITY)["lang"] == "de"  # type: ignore[index]
    assert page.find("span", string=TURKISH[AUTHORITY])["lang"] == "tr"  # type: ignore[index]
    assert page.find("script") is None


QUESTIONS = [
    ("?url=/amt/&lang=tr", {"X-Forwarded-For": "203.0.113.5"}, 404),
    ("?url=/amt/&lang=tr", {"Forwarded": "for=203.0.113.5"}, 404),
    ("?url=/amt/&lang=tr", {"X-Real-IP": "203.0.113.5"}, 404),
    ("?url=/amt/&lang=tr", {"Via": "1.1 nginx"}, 404),
    ("?url=/amt/&lang=tr", {"Host": "www.stadt.example"}, 404),
    ("/more?url=/amt/&lang=tr", {}, 404),
    ("", {}, 400),
    ("?url=/amt/", {}, 400),
    ("?url=/amt/&lang=xx", {}, 400),
    ("?url=https://anderswo.example/&lang=tr", {}, 400),
    ("?url=//anderswo.example/&lang=tr", {}, 400),
    ("?url=/.stadtlotse/health&lang=tr", {}, 400),
    ("?url=/nichts&lang=tr", {}, 404),
    ("?url=/amt/&lang=tr", {}, 200),
]


async def test_who_may_ask_what(tmp_path: Path) -> None:
    """Only this very machine is answered, in its own name, and only about pages of the website."""
    async with editors_city(tmp_path) as city:
        for question, headers, status in QUESTIONS:
            url = f"{city.url}/.stadtlotse/explain{question}"
            async with city.client.get(url, headers=headers) as got:
                assert got.status == status, (question, headers, await got.text())


async def test_behind_a_proxy_that_is_trusted(tmp_path: Path) -> None:
    """Where a web server on this machine speaks for visitors, nobody on it is told from them."""
    async with editors_city(tmp_path, trusted_proxies=["127.0.0.0/8"]) as city:
        got = await city.client.get(f"{city.url}/.stadtlotse/explain?url=/amt/&lang=tr")
        assert got.status == 404
