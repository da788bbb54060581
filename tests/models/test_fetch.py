"""Fetching from a hub: a small mirror on the loopback interface that serves, breaks off, lies and answers late."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from models.catalogue import Model, load_catalogue
from models.errors import ObtainingError
from models.fetch import FETCHED, fetch, full_commit, newest_commit, read_fetched
from models.obtain import Request, only_fetch
from models.pins import PINS, read_pins

# Of what is on the way, the library keeps whole pieces of ten megabytes.
_BREAK = 15_000_000
COMMIT = "0123456789abcdef0123456789abcdef01234567"
MODEL = replace(load_catalogue().get("m2m100-418m"), revision=COMMIT)
FILES = {
    "config.json": b"{}",
    "sentencepiece.bpe.model": b"pieces" * 100,
    "vocab.json": b"{}",
    "model.safetensors": bytes(range(256)) * 4000,
    "run_me.py": b"print('evil')",
    "pytorch_model.bin": b"pickle",
}


@dataclass
class Mirror:
    """What a mirror serves and how; `asked` is what it was asked for."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    commit: str = COMMIT
    newest: str = ""
    damaged: str = ""
    breaks_off: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def listing(self, _request: web.Request) -> web.Response:
        """The list of files, with their checksums."""
        siblings = [
            {"rfilename": name, "size": len(data), "blobId": _blob(data)}
            | (
                {"lfs": {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 1}}
                if large
                else {}
            )
            for name, data in self.files.items()
            for large in [len(data) > 1000]
        ]
        return web.json_response({"id": MODEL.hub, "modelId": MODEL.hub, "sha": self.commit, "siblings": siblings})

    async def now(self, request: web.Request) -> web.Response:
        """What a branch says now."""
        if self.newest:
            return web.json_response({"id": MODEL.hub, "modelId": MODEL.hub, "sha": self.newest})
        return await self.listing(request)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """One file, from where it is wanted."""
        name = request.match_info["name"]
        data = self.files[name] if name != self.damaged else bytes(len(self.files[name]))
        wanted = request.headers.get("Range", "")
        self.asked.append((f"{request.method} {name}", wanted))
        start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
        headers = {"ETag": f'"{hashlib.sha256(self.files[name]).hexdigest()}"', "X-Repo-Commit": self.commit}
        headers |= {"Accept-Ranges": "bytes", "Content-Length": str(len(data) - start)}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        answer = web.StreamResponse(status=206 if start else 200, headers=headers)
        await answer.prepare(request)
        if request.method == "GET":
            if self.breaks_off and len(data) > 1000:
                self.breaks_off -= 1
                await answer.write(data[start : start + _BREAK])
                await asyncio.sleep(0.1)
                assert request.transport is not None
                request.transport.abort()
                return answer
            await answer.write(data[start:])
        return answer


def _blob(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@asynccontextmanager
async def serving(mirror: Mirror) -> AsyncIterator[str]:
    """Serve a mirror on the loopback interface; give its address."""
    pytest.importorskip("huggingface_hub")
    app = web.Application()
    app.router.add_get("/api/models/{owner}/{repo}", mirror.now)
    app.router.add_get("/api/models/{owner}/{repo}/revision/{revision}", mirror.listing)
    app.router.add_get("/{owner}/{repo}/resolve/{revision}/{name}", mirror.file)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))


async def fetched(model: Model, folder: Path, mirror: Mirror, *, allow_pickle: bool = False) -> list[tuple[int, int]]:
    """Fetch on a thread, as a command does; return what was heard of progress."""
    heard: list[tuple[int, int]] = []
    async with serving(mirror) as address:
        await asyncio.to_thread(
            fetch,
            model,
            folder,
            COMMIT,
            mirror=address,
            allow_pickle=allow_pickle,
            advance=lambda done, total: heard.append((done, total)),
        )
    return heard


def quiet(*_: object) -> None:
    """Hear of progress, and say nothing."""


def names_in(folder: Path) -> set[str]:
    """Return the names of the files in a folder."""
    return {each.name for each in folder.iterdir() if each.is_file()}


async def test_what_is_needed_is_fetched_and_checked(tmp_path: Path) -> None:
    """Weights in safetensors, configuration and tokenizers; neither code nor pickle; checksums are recorded."""
    heard = await fetched(MODEL, tmp_path, Mirror())
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert names_in(tmp_path) == {"config.json", "sentencepiece.bpe.model", "vocab.json", "model.safetensors", FETCHED}
    assert (tmp_path / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    record = read_fetched(tmp_path)
    assert record is not None
    assert (record.hub, record.revision) == (MODEL.hub, COMMIT)
    assert heard[0][0] == 0
    assert heard[-1] == (sum(each.size for each in record.files),) * 2


async def test_an_interrupted_fetch_goes_on(tmp_path: Path) -> None:
    """What has arrived is not fetched again."""
    weights = bytes(range(250)) * 80_000
    mirror = Mirror(FILES | {"model.safetensors": weights}, breaks_off=1)
    try:
        await fetched(MODEL, tmp_path, mirror)
    except ObtainingError as error:
        assert "it goes on where it ended" in str(error)  # noqa: PT017
        await fetched(MODEL, tmp_path, mirror)
    assert (tmp_path / "model.safetensors").read_bytes() == weights
    ranges = [wanted for what, wanted in mirror.asked if what == "GET model.safetensors" and wanted]
    assert ranges
    assert not ranges[-1].startswith("bytes=0-")


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
async def test_damage_on_the_way_is_noticed(tmp_path: Path, name: str) -> None:
    """Large and small files are compared with what the hub lists, and the damaged one is removed."""
    with pytest.raises(ObtainingError, match=f"{name} is not what the hub lists"):
        await fetched(MODEL, tmp_path, Mirror(damaged=name))
    assert not (tmp_path / name).exists()


async def test_another_commit_is_refused(tmp_path: Path) -> None:
    """A mirror that answers for another commit is not used."""
    with pytest.raises(ObtainingError, match="do not use this mirror"):
        await fetched(MODEL, tmp_path, Mirror(commit="f" * 40))


async def test_pickled_weights_are_fetched_with_leave_only(tmp_path: Path) -> None:
    """Without safetensors the message names the option."""
    files = {name: data for name, data in FILES.items() if name != "model.safetensors"}
    with pytest.raises(ObtainingError, match="--allow-pickle"):
        await fetched(MODEL, tmp_path, Mirror(files))
    await fetched(MODEL, tmp_path, Mirror(files), allow_pickle=True)
    assert (tmp_path / "pytorch_model.bin").read_bytes() == b"pickle"


async def test_a_repository_without_weights_is_refused(tmp_path: Path) -> None:
    """The message says what is there instead."""
    with pytest.raises(ObtainingError, match=r"has no weights .*only config\.json"):
        await fetched(MODEL, tmp_path, Mirror({"config.json": b"{}"}))


def test_a_mirror_that_is_not_there(tmp_path: Path) -> None:
    """Whatever the libraries below raise, the message says what to do."""
    pytest.importorskip("huggingface_hub")
    with pytest.raises(ObtainingError, match="set HTTPS_PROXY or --mirror"):
        fetch(MODEL, tmp_path, COMMIT, mirror="http://127.0.0.1:9")


async def test_a_folder_that_changed_since_is_refused(tmp_path: Path) -> None:
    """Damage on a stick is noticed, and so is a file that is gone."""
    await fetched(MODEL, tmp_path, Mirror())
    (tmp_path / "vocab.json").write_bytes(b"[]")
    with pytest.raises(ObtainingError, match=r"vocab\.json changed since it was fetched"):
        read_fetched(tmp_path)
    (tmp_path / "vocab.json").unlink()
    with pytest.raises(ObtainingError, match=r"vocab\.json is missing"):
        read_fetched(tmp_path)


def test_a_folder_that_says_nothing(tmp_path: Path) -> None:
    """It may have been fetched in another way."""
    assert read_fetched(tmp_path) is None


@pytest.mark.parametrize("wanted", ["main", "v1.0", "0123456", "A" * 40, ""])
def test_a_branch_is_no_commit(wanted: str) -> None:
    """Nor is a tag, or a part of one: they may mean something else tomorrow."""
    assert full_commit(COMMIT) == COMMIT
    with pytest.raises(ObtainingError, match="is not a full commit"):
        full_commit(wanted)


async def test_the_newest_commit_is_asked_for_where_none_is_named() -> None:
    """As the hub says it; what is no commit is refused."""
    async with serving(Mirror()) as address:
        assert await asyncio.to_thread(newest_commit, MODEL, address) == COMMIT
    async with serving(Mirror(commit="main")) as address:
        with pytest.raises(ObtainingError, match=r"does not say which commit is its newest \('main'\)"):
            await asyncio.to_thread(newest_commit, MODEL, address)
    with pytest.raises(ObtainingError, match="set HTTPS_PROXY or --mirror"):
        newest_commit(MODEL, "http://127.0.0.1:9")


async def test_what_was_taken_on_trust_holds(tmp_path: Path) -> None:
    """The first pull records the newest commit; later ones take it though there is a newer one."""
    unnamed, models, mirror = replace(MODEL, revision=""), tmp_path / "models", Mirror()
    async with serving(mirror) as address:
        request = Request(unnamed, mirror=address, date="2026-11-22")
        await asyncio.to_thread(only_fetch, request, tmp_path / "stick", models, quiet, quiet)
        pin = read_pins(models)[MODEL.key]
        assert (pin.hub, pin.revision, pin.since) == (MODEL.hub, COMMIT, "2026-11-22")
        assert {each.name for each in pin.files} == names_in(tmp_path / "stick") - {FETCHED}
        mirror.newest = "f" * 40
        later = replace(request, date="2027-01-01")
        await asyncio.to_thread(only_fetch, later, tmp_path / "second", models, quiet, quiet)
    assert read_pins(models)[MODEL.key] == pin
    fetched_again = read_fetched(tmp_path / "second")
    assert fetched_again is not None
    assert fetched_again.revision == COMMIT


async def test_other_files_under_the_same_commit_are_refused(tmp_path: Path) -> None:
    """A mirror that lies consistently is found out by the checksums of the first pull."""
    unnamed, mirror = replace(MODEL, revision=""), Mirror()
    async with serving(mirror) as address:
        request = Request(unnamed, mirror=address, date="2026-11-22")
        await asyncio.to_thread(only_fetch, request, tmp_path / "one", tmp_path, quiet, quiet)
        mirror.files["vocab.json"] = b'{"evil": 1}'
        with pytest.raises(ObtainingError, match=r"vocab\.json differ from what was trusted on 2026-11-22"):
            await asyncio.to_thread(only_fetch, request, tmp_path / "two", tmp_path, quiet, quiet)


async def test_a_commit_of_ones_own_is_recorded_instead(tmp_path: Path) -> None:
    """Who names one decides; what the catalogue names is not recorded at all."""
    unnamed, own = replace(MODEL, revision=""), "a" * 40
    async with serving(Mirror()) as address:
        await asyncio.to_thread(only_fetch, Request(unnamed, mirror=address), tmp_path / "1", tmp_path, quiet, quiet)
    async with serving(Mirror(commit=own)) as address:
        request = Request(unnamed, revision=own, mirror=address)
        await asyncio.to_thread(only_fetch, request, tmp_path / "2", tmp_path, quiet, quiet)
    assert read_pins(tmp_path)[MODEL.key].revision == own
    async with serving(Mirror()) as address:
        await asyncio.to_thread(
            only_fetch, Request(MODEL, mirror=address), tmp_path / "3", tmp_path / "m", quiet, quiet
        )
    assert read_pins(tmp_path / "m") == {}


def test_a_damaged_record_is_not_forgotten(tmp_path: Path) -> None:
    """To trust anew whatever comes would make it worthless."""
    (tmp_path / PINS).write_text("[]", encoding="utf-8")
    with pytest.raises(ObtainingError, match="remove it to trust the next pull anew"):
        read_pins(tmp_path)


def test_what_comes_with_the_package_is_not_pulled(tmp_path: Path) -> None:
    """There is nothing to fetch."""
    with pytest.raises(ObtainingError, match="comes with the package"):
        only_fetch(Request(load_catalogue().get("starter")), tmp_path / "x", tmp_path, quiet, quiet)
