"""The operations on the machine: live figures, purging what is remembered, warming, who did what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, JsonValue

from proxy.api.operation import Call, Model, Operation
from proxy.api.problem import Fault, ProblemError
from proxy.api.scopes import Scope
from proxy.desk.audit_log import AuditLog
from proxy.desk.audit_log import Wanted as Lines
from proxy.desk.ops.warm_run import WarmRunner
from proxy.desk.ops.warm_store import WarmRun, WarmStore, WarmWish
from proxy.live_figures import ReadLiveFigures
from proxy.purging import Layer, Wanted, purge
from proxy.settings import Settings

_TAG: Final = "machine"
_MOST: Final = 500


class Figures(Model):
    """Counts since the start and rates of the last seconds, for all processes; no personal data."""

    figures: Mapping[str, JsonValue]


class PurgeAsk(Model):
    """What to forget; without any of the names, everything in the layers."""

    layers: Annotated[tuple[Literal["segments", "pages", "answers"], ...], Field(min_length=1, max_length=3)]
    everything: Annotated[bool, Field(description="must be true where nothing is named")] = False
    language: Annotated[str, Field(max_length=16)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    prefix: Annotated[str, Field(max_length=2000)] = ""
    tag: Annotated[str, Field(max_length=500)] = ""
    segment: Annotated[str, Field(max_length=20_000)] = ""
    term: Annotated[str, Field(max_length=500)] = ""


class Purged(Model):
    """How many entries of each layer were forgotten."""

    forgotten: Mapping[str, int]


class WarmAsk(Model):
    """For which languages the site is translated ahead, and how much may be spent."""

    languages: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]
    words: Annotated[int | None, Field(ge=1, le=100_000_000)] = None
    minutes: Annotated[float | None, Field(gt=0, le=10_080)] = None
    pages: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    fresh: Annotated[bool, Field(description="begin anew instead of going on with what is left")] = False


class WarmState(Model):
    """A run of warming; `end` is "" while it goes on."""

    number: int
    by: str
    languages: tuple[str, ...]
    began_at: int
    pages: int
    left: int
    words: int
    failed: int
    end: str
    detail: str


class WarmStates(Model):
    """The newest runs, the newest first."""

    runs: tuple[WarmState, ...]


class Done(Model):
    """Whether something was done."""

    done: bool


class AuditQuery(Model):
    """Which lines of the audit log."""

    who: Annotated[str, Field(max_length=200)] = ""
    before: Annotated[int | None, Field(ge=1, le=1 << 53)] = None
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 100


class AuditEntry(Model):
    """Who did what, when."""

    number: int
    at: str
    who: str
    action: str
    subject: str
    detail: str


class AuditEntries(Model):
    """Lines of the audit log, the newest first."""

    entries: tuple[AuditEntry, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """Does them."""

    settings: Settings
    figures: ReadLiveFigures
    runs: WarmStore
    warming: WarmRunner
    audit: AuditLog

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations as the API lists them."""
        operate = Scope.OPERATE
        return (
            Operation("GET", "/figures", "figures", "Live figures of all processes", _TAG, self.live, Figures, operate),
            Operation("POST", "/cache/purge", "purge", "Forget what is remembered", _TAG, self.purge, Purged, operate,
                      takes=PurgeAsk),
            Operation("GET", "/warming", "warmingRuns", "The newest runs of warming", _TAG, self.warm_runs, WarmStates,
                      operate),
            Operation("POST", "/warming", "startWarming", "Translate the site ahead of its visitors", _TAG, self.start,
                      Done, operate, takes=WarmAsk),
            Operation("POST", "/warming/stop", "stopWarming", "Ask the run that goes on to stop", _TAG, self.stop, Done,
                      operate),
            Operation("GET", "/audit-log", "auditLog", "Who did what at the desk and here", _TAG, self.log,
                      AuditEntries, operate, asks=AuditQuery),
        )  # fmt: skip

    async def live(self, _call: Call) -> Figures:
        """The figures."""
        return Figures(figures=json.loads(json.dumps(asdict(await self.figures()))))

    async def purge(self, call: Call) -> Purged:
        """Forget."""
        ask = call.content(PurgeAsk)
        names = {"language", "url", "prefix", "tag", "segment", "term"}
        wanted = Wanted(**ask.model_dump(include=names))
        if wanted.is_everything and not ask.everything:
            faults = (Fault(where="everything", what="must be true to forget all of a layer"),)
            raise ProblemError(400, "nothing is named", faults)
        layers = tuple(Layer(name) for name in dict.fromkeys(ask.layers))
        counts = await asyncio.to_thread(purge, self.settings.cache, layers, wanted)
        forgotten = {layer.value: count for layer, count in counts.items()}
        named = " ".join(f"{name}={value}" for name, value in ask.model_dump(include=names).items() if value) or "*"
        await asyncio.to_thread(self.audit.record, call.who, "cache.purge", named, str(forgotten))
        return Purged(forgotten=forgotten)

    async def warm_runs(self, _call: Call) -> WarmStates:
        """The newest runs."""
        return WarmStates(runs=tuple(map(_state, await asyncio.to_thread(self.runs.newest))))

    async def start(self, call: Call) -> Done:
        """Begin a run, unless one goes on."""
        ask, served = call.content(WarmAsk), self.settings.languages.targets
        unknown = [code for code in ask.languages if code not in served]
        if unknown:
            raise ProblemError(400, f"these languages are not served here: {' '.join(unknown)}")
        languages = tuple(code for code in served if code in ask.languages)
        wish = WarmWish(languages, ask.words, ask.minutes, ask.pages, ask.fresh)
        return Done(done=await self.warming.start(call.who, wish))

    async def stop(self, call: Call) -> Done:
        """Ask it to stop."""
        return Done(done=await asyncio.to_thread(self.runs.ask_to_stop, call.who))

    async def log(self, call: Call) -> AuditEntries:
        """Lines of the audit log."""
        ask = call.query(AuditQuery)
        found = await asyncio.to_thread(self.audit.newest, ask.limit, ask.before, Lines(who=ask.who))
        return AuditEntries(entries=tuple(AuditEntry(**asdict(each)) for each in found))


def _state(run: WarmRun) -> WarmState:
    done = run.progress
    return WarmState(
        number=run.number,
        by=run.who,
        languages=run.wish.languages,
        began_at=run.began_at,
        pages=done.pages,
        left=done.left,
        words=done.words,
        failed=done.failed,
        end=run.end.value if run.end else "",
        detail=run.detail,
    )
