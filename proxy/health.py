"""Is each part alive? Answered from what is known already: asking costs the website nothing."""

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from aiohttp import web

from cache.clock import Clock
from cache.statistics import Snapshot
from proxy.answers import refusal_answer
from proxy.origin import Origin
from proxy.settings import Settings


def package_version() -> str:
    """The version of this package, also where it runs from its source folder."""
    try:
        return version("stadtlotse")
    except PackageNotFoundError:
        return "0+source"


class Health:
    """Answers `/.stadtlotse/health`."""

    def __init__(
        self,
        settings: Settings,
        origin: Origin,
        snapshots: Callable[[], Sequence[Snapshot]],
        figures: Callable[[], Mapping[str, object]],
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._origin = origin
        self._snapshots = snapshots
        self._figures = figures
        self._clock = clock
        self._started_at = clock()

    async def answer(self, request: web.Request, path: str) -> web.StreamResponse:
        """The state of the parts as JSON."""
        if path or request.method not in ("GET", "HEAD"):
            return refusal_answer(404 if path else 405, "GET /.stadtlotse/health is all there is")
        return web.json_response(self.report(), headers={"Cache-Control": "no-store"})

    def report(self) -> dict[str, object]:
        """The state of the parts; asks the stores."""
        settings = self._settings
        return {
            "status": "ok",
            "version": package_version(),
            "uptime_seconds": round(self._clock() - self._started_at),
            "languages": list(settings.languages.targets),
            "engine": {"kind": settings.engine.kind, "model": settings.engine.model, **self._figures()},
            "origin": self._origin_report(),
            "cache": {each.layer: _layer(each) for each in self._snapshots()},
        }

    def _origin_report(self) -> dict[str, object]:
        """What the last request to the website came to; it is not asked for this."""
        last = self._origin.last
        if last is None:
            return {"state": "not asked yet"}
        return {"state": "answers" if last.answered else "fails", "seconds_ago": round(self._clock() - last.at)}


def _layer(each: Snapshot) -> dict[str, object]:
    return {
        "entries": each.entries,
        "bytes": each.bytes,
        "limit": each.limit,
        "hits": each.hits,
        "misses": each.misses,
        "errors": each.errors,
        "evictions": each.evictions,
    }
