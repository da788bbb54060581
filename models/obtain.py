"""How a model gets here: from the hub, from a folder, or from an archive; and what is refused on the way.

A folder may hold published weights, which are converted here, or a model that was converted elsewhere, which is taken
as it is if its facts are those of the catalogue. Licences that forbid commercial use are acknowledged or refused.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.catalogue import Model
from models.convert import Order, can_convert, convert
from models.errors import ModelMissingError, ObtainingError
from models.facts import DIALECT, ModelFacts, Quantization, read_model_facts
from models.fetch import Advance, Fetched, fetch, full_commit, newest_commit, read_fetched
from models.files import FileFacts
from models.install import building, copy_converted, install_built
from models.pins import Pin, keep_pin, read_pins, trusted
from models.unpack import SUFFIXES, unpack

_MEGABYTE = 1_000_000

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """Which model, how small, and what was allowed; `revision` instead of the catalogue's."""

    model: Model
    quantization: Quantization = "int8"
    revision: str = ""
    mirror: str = ""
    non_commercial: bool = False
    allow_pickle: bool = False
    date: str = ""
    """Of today: it is recorded with a commit that is taken on trust."""


def obtain(request: Request, folder: Path, report: Report, advance: Advance) -> Path:
    """Fetch, convert and install in `folder`, the folder of models; raises `ModelError`."""
    acknowledge(request)
    _refuse_packaged(request.model)
    if request.revision:
        full_commit(request.revision)
    if not can_convert():
        message = (
            "what is pulled must be converted, which needs torch and transformers: pip install "
            "'stadtlotse[pull,convert]'; or pull and convert on another machine, and bring the folder of the installed "
            f"model here: stadtlotse models pull {request.model.key} --from FOLDER"
        )
        raise ObtainingError(message)
    revision = _revision(request, folder)
    # Kept from one try to the next, so that it goes on where it ended; hidden, so that it is not taken for a model.
    place = folder / f".fetched-{request.model.key}-{revision[:12]}"
    _fetch(request, revision, place, folder, report, advance)
    installed = convert(_order(request, place, revision), folder, report)
    shutil.rmtree(place, ignore_errors=True)
    return installed


def only_fetch(request: Request, target: Path, folder: Path, report: Report, advance: Advance) -> Path:
    """Fetch into `target` and stop, to carry it to another machine; raises `ModelError`.

    What is taken on trust is recorded in `folder`, the folder of models.
    """
    acknowledge(request)
    _refuse_packaged(request.model)
    _fetch(request, _revision(request, folder), target, folder, report, advance)
    return target


def bring(request: Request, source: Path, folder: Path, report: Report) -> Path:
    """Install from a folder or an archive that was made elsewhere; raises `ModelError`."""
    acknowledge(request)
    if source.is_file():
        return _from_archive(request.model, source, folder, report)
    if (source / DIALECT).is_file():
        report("copying")
        facts = read_model_facts(source)
        _refuse_other(request.model, facts, source)
        with building(folder, facts.folder) as built:
            copy_converted(source, built, facts)
            return install_built(built, folder)
    if not source.is_dir():
        message = f"{source} is neither a folder nor an archive"
        raise ModelMissingError(message)
    return convert_folder(request, source, folder, report)


def convert_folder(request: Request, source: Path, folder: Path, report: Report) -> Path:
    """Convert published weights that lie in `source`, of a known commit; raises `ModelError`."""
    acknowledge(request)
    _refuse_packaged(request.model)
    report("checking the files")
    fetched = read_fetched(source)
    if fetched and fetched.hub != request.model.hub:
        message = f"{source} holds {fetched.hub}, not {request.model.hub}: wrong folder or wrong key?"
        raise ObtainingError(message)
    revision = full_commit(_commit_of(source, fetched, request, folder))
    _record(request, revision, fetched.files if fetched else (), folder)
    return convert(_order(request, source, revision), folder, report)


def _commit_of(source: Path, fetched: Fetched | None, request: Request, folder: Path) -> str:
    """Return the commit of a folder: what it says of itself, else what was given; another than is meant is refused."""
    if fetched and request.revision and request.revision != fetched.revision:
        message = f"{source} holds commit {fetched.revision}, not {request.revision}"
        raise ObtainingError(message)
    known = fetched.revision if fetched else request.revision
    if not known:
        message = (
            f"{source} does not say which commit of {request.model.hub} it is: give --revision with the full commit "
            "(40 digits), or fetch it with `stadtlotse models pull KEY --only-fetch FOLDER`"
        )
        raise ObtainingError(message)
    named = request.revision or _named(request.model, folder)
    if named not in ("", known):
        who = "the catalogue names" if request.model.revision else "the first pull took"
        message = (
            f"{source} holds commit {known}, {who} {named}: fetch that, or give --revision {known} if this one is meant"
        )
        raise ObtainingError(message)
    return known


def acknowledge(request: Request) -> None:
    """Refuse a licence that forbids commercial use, unless it was acknowledged."""
    model = request.model
    if not model.commercial and not request.non_commercial:
        message = (
            f"{model.key} is under {model.licence}: {model.notice}. "
            "Give --accept-non-commercial only if your use is not commercial"
        )
        raise ObtainingError(message)


def _refuse_packaged(model: Model) -> None:
    if not model.hub:
        message = f"{model.key} comes with the package: there is nothing to pull"
        raise ObtainingError(message)


def _named(model: Model, folder: Path) -> str:
    """Return the commit that the catalogue names, or that was taken on trust before; nothing if there is none."""
    pin = None if model.revision else trusted(read_pins(folder), model.key, model.hub)
    return pin.revision if pin else model.revision


def _revision(request: Request, folder: Path) -> str:
    """Return the commit to fetch: the one asked for, the one named, or for the first time the newest there is."""
    known = request.revision or _named(request.model, folder)
    return full_commit(known) if known else newest_commit(request.model, request.mirror)


def _fetch(request: Request, revision: str, place: Path, folder: Path, report: Report, advance: Advance) -> None:
    model = request.model
    report(f"fetching {model.hub} {revision[:12]}")
    fetched = fetch(model, place, revision, mirror=request.mirror, allow_pickle=request.allow_pickle, advance=advance)
    _record(request, revision, fetched.files, folder)


def _record(request: Request, revision: str, files: tuple[FileFacts, ...], folder: Path) -> None:
    """Record what is taken on trust, because the catalogue names no commit of it."""
    model = request.model
    if not model.revision:
        keep_pin(folder, model.key, Pin(model.hub, revision, request.date, files))


def _order(request: Request, source: Path, revision: str) -> Order:
    return Order(source, request.model, revision, request.quantization, request.allow_pickle)


def _from_archive(model: Model, archive: Path, folder: Path, report: Report) -> Path:
    if not archive.name.endswith(SUFFIXES):
        message = f"{archive} is not an archive that can be unpacked here ({' or '.join(SUFFIXES)})"
        raise ObtainingError(message)
    # Weights in full precision are four times those in eight bits; the rest is tokenizers and texts.
    limit = (4 * model.int8_mb + 200) * _MEGABYTE
    report("unpacking")
    with building(folder, f"{model.key}-archive") as built:
        unpack(archive, built, limit)
        facts = read_model_facts(built)
        _refuse_other(model, facts, archive)
        listed = {DIALECT, *(each.name for each in facts.files)}
        for each in built.iterdir():
            if each.name not in listed:
                each.unlink()
        return install_built(built, folder)


def _refuse_other(model: Model, facts: ModelFacts, source: Path) -> None:
    if facts.key != model.key:
        message = f"{source} holds the model {facts.key}, not {model.key}"
        raise ObtainingError(message)
    if (facts.hub, facts.licence) != (model.hub, model.licence):
        message = (
            f"{source} says it is {facts.hub} under {facts.licence}; "
            f"the catalogue says {model.hub} under {model.licence}: convert it anew"
        )
        raise ObtainingError(message)
