"""What editors and terminologists do at the desk, done by calls; with the same rules and the same effect."""

from __future__ import annotations

import asyncio
from pathlib import Path

from api.calling import api_of
from desk.running import running_desk
from engines import ToyEngine, sure

from proxy.api.scopes import Scope
from proxy.desk.texts.ids import segment_id

_TERM = {"de": "Fährhaus", "targets": {"tr": {"term": "vapur evi"}}, "state": "approved"}


async def test_a_term_is_written_weighed_and_published_and_then_holds(tmp_path: Path) -> None:
    engine = ToyEngine(lambda text: sure(text.replace("Das Fährhaus ist offen.", "Vapur evi açık.")))
    async with running_desk(tmp_path, engine) as desk, api_of(desk, "admin", *Scope) as client:
        made = await client.call("POST", "/terms", _TERM)
        assert (made.status, made.body["published"]) == (201, None)
        one, seen = f"/terms/{made.body['id']}", {name: made.body[name] for name in ("revision", "copy_mark")}
        impact = await client.call("GET", f"{one}/impact")
        assert (impact.status, impact.body["whole"]) == (200, True)
        stale = await client.call("POST", f"{one}/publish", {"revision": 0, "copy_mark": "another"})
        assert stale.status == 409
        published = await client.call("POST", f"{one}/publish", seen)
        assert (published.status, published.body) == (200, {"state": "published"})
        found = await client.call("GET", "/terms?q=fährhaus")
        assert [row["term"]["targets"]["tr"]["term"] for row in found.body["entries"]] == ["vapur evi"]
        exported = await client.call("GET", "/terms/export?format=csv")
        assert "Fährhaus" in exported.body["content"]
        (change,) = (await client.call("GET", f"{one}/history")).body["changes"]
        assert (change["author"], change["before"]) == ("admin", None)
        ask = {"to": "tr", "items": [{"text": "Das Fährhaus ist offen."}], "explain": True}
        for _ in range(100):
            got = await client.call("POST", "/translate", ask)
            terms = got.body["items"][0]["explanations"][0]["terms"]
            if terms:
                break
            await asyncio.sleep(0.05)
        assert [(each["term"], each["result"]) for each in terms] == [("Fährhaus", "honoured")]


async def test_with_two_pairs_of_eyes_who_wrote_a_term_cannot_publish_it(tmp_path: Path) -> None:
    four_eyes = {"four_eyes": True}
    async with (
        running_desk(tmp_path, desk=four_eyes) as desk,
        api_of(desk, "terminologist", Scope.TERMS, Scope.READ) as author,
        api_of(desk, "admin", Scope.TERMS, Scope.READ) as other,
    ):
        made = await author.call("POST", "/terms", _TERM)
        one, seen = f"/terms/{made.body['id']}", {name: made.body[name] for name in ("revision", "copy_mark")}
        assert (await author.call("POST", f"{one}/publish", seen)).body == {"state": "waiting"}
        assert (await other.call("POST", f"{one}/publish", seen)).body == {"state": "published"}


async def test_terms_are_imported_whole_or_not_at_all(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, api_of(desk, "terminologist", Scope.TERMS, Scope.READ) as client:
        good, bad = '{"de": "Fährhaus", "targets": {"tr": {"term": "vapur evi", "variants": []}}}\n', '{"de": ""}\n'
        tried = await client.call("POST", "/terms/import", {"format": "jsonl", "content": good})
        assert (tried.body["additions"], tried.body["written"]) == (1, 0)
        broken = await client.call(
            "POST", "/terms/import", {"format": "jsonl", "content": good + bad, "dry_run": False}
        )
        assert (broken.body["written"], [each["line"] for each in broken.body["problems"]]) == (0, [2])
        done = await client.call("POST", "/terms/import", {"format": "jsonl", "content": good, "dry_run": False})
        assert done.body["written"] == 1


async def test_overrides_are_locked_by_their_revision_and_kept_to_an_editors_languages(tmp_path: Path) -> None:
    values = {"language": "tr", "source": "Das Tor ist offen.", "target": "Kapı açık."}
    async with (
        running_desk(tmp_path) as desk,
        api_of(desk, "editor", Scope.TEXTS, Scope.READ, languages={"tr"}) as client,
    ):
        assert (await client.call("POST", "/overrides", values | {"language": "ar"})).status == 403
        made = (await client.call("POST", "/overrides", values)).body
        one = f"/overrides/{made['id']}"
        changed = await client.call("PUT", one, values | {"target": "Kapı açıktır.", "revision": made["revision"]})
        assert changed.body["target"] == "Kapı açıktır."
        late = await client.call("PUT", one, values | {"target": "Late", "revision": made["revision"]})
        assert late.status == 409
        gone = await client.call("DELETE", f"{one}?revision={changed.body['revision']}")
        assert (gone.status, (await client.call("GET", one)).status) == (200, 404)
        changes = (await client.call("GET", f"{one}/history")).body["changes"]
        assert [each["action"] for each in changes] == ["create", "change", "delete"]


async def test_a_segment_of_a_page_is_found_and_corrected(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, api_of(desk, "editor", Scope.TEXTS, Scope.READ) as client:
        async with client.http.get(f"{desk.url}/tr/", headers={"User-Agent": "Mozilla/5.0"}) as got:
            assert got.status == 200
        for _ in range(200):
            found = await client.call("GET", "/segments?language=tr&page=/&limit=200")
            if found.body["segments"]:
                break
            await asyncio.sleep(0.05)
        plain = next(each for each in found.body["segments"] if "{" not in each["german"])
        assert plain["segment"] == segment_id(plain["german"])
        one = f"/segments/tr/{plain['segment']}"
        assert (await client.call("PUT", one, {"text": "Düzeltildi"})).status == 400
        done = await client.call("PUT", f"{one}?page=/", {"text": "Düzeltildi"})
        assert done.status == 200
        standing = await client.call("GET", f"{one}?page=/")
        assert (standing.body["reading"]["text"], standing.body["reading"]["state"]) == ("Düzeltildi", "overridden")
        assert standing.body["page_revision"] == done.body["revision"]
        assert (await client.call("PUT", f"{one}?page=/", {"text": "Again"})).status == 409


async def test_caches_are_purged_only_by_name_or_on_purpose_and_it_is_written_down(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, api_of(desk, "ops", Scope.OPERATE) as client:
        async with client.http.get(f"{desk.url}/tr/", headers={"User-Agent": "Mozilla/5.0"}) as got:
            assert got.status == 200
        assert (await client.call("POST", "/cache/purge", {"layers": ["pages"]})).status == 400
        purged = await client.call("POST", "/cache/purge", {"layers": ["pages"], "url": "/", "language": "tr"})
        assert purged.body == {"forgotten": {"pages": 1}}
        (line, *_) = (await client.call("GET", "/audit-log")).body["entries"]
        assert (line["who"], line["action"], line["subject"]) == ("ops", "cache.purge", "language=tr url=/")
        figures = (await client.call("GET", "/figures")).body["figures"]
        assert any(each["language"] == "tr" and each["requests"] for each in figures["languages"])
