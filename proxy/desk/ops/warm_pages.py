"""The page on which warming is started, followed, stopped and gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.ops.live_page import language_name
from proxy.desk.ops.warm_run import WarmRunner
from proxy.desk.ops.warm_store import WarmStore, WarmWish
from proxy.desk.parts import DeskParts
from proxy.desk.rendering import see_other

_MOST: Mapping[str, float] = {"words": 100_000_000, "minutes": 10_080, "pages": 1_000_000}


@dataclass(frozen=True, slots=True)
class WarmForm:
    """What stands in the form; `errors` by field."""

    languages: tuple[str, ...]
    budget: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    def wish(self) -> WarmWish:
        """What it asks for; only of a form without errors."""
        numbers = {name: float(text.replace(",", ".")) for name, text in self.budget.items() if text}
        whole = {name: int(numbers[name]) for name in ("words", "pages") if name in numbers}
        return WarmWish(self.languages, minutes=numbers.get("minutes"), fresh=self.fresh, **whole)


def read_form(names: Mapping[str, str], targets: tuple[str, ...]) -> WarmForm:
    """Read a form: languages by their boxes, numbers that may be empty."""
    languages = tuple(code for code in targets if names.get(f"language-{code}") == "yes")
    budget = {name: names.get(name, "").strip() for name in _MOST}
    errors = {name: "ops.warm.no-number" for name, text in budget.items() if text and not _is_number(name, text)}
    if not languages:
        errors["languages"] = "ops.warm.no-language"
    return WarmForm(languages, budget, names.get("fresh") == "yes", errors)


@dataclass(frozen=True, slots=True)
class WarmPages:
    """Answers what lies under `/ops/warm`."""

    parts: DeskParts
    store: WarmStore
    runner: WarmRunner

    async def show(self, asked: Asked) -> web.Response:
        """The run that goes on or the last one, and the form for another."""
        return await self._page(asked, WarmForm(self.parts.proxy.settings.languages.targets))

    async def start(self, asked: Asked) -> web.Response:
        """Begin a run."""
        form = read_form(await asked.form(), self.parts.proxy.settings.languages.targets)
        if form.errors:
            return await self._page(asked, form, status=422)
        begun = await self.runner.start(asked.account.name, form.wish())
        return see_other("/ops/warm" if begun else "/ops/warm?busy=yes")

    async def stop(self, asked: Asked) -> web.Response:
        """Ask the run that goes on to stop."""
        await asyncio.to_thread(self.store.ask_to_stop, asked.account.name)
        return see_other("/ops/warm")

    async def _page(self, asked: Asked, form: WarmForm, status: int = 200) -> web.Response:
        runs = await asyncio.to_thread(self.store.newest)
        return self.parts.pages.page(
            asked,
            "ops/warm.html",
            status=status,
            current=next((run for run in runs[:1] if run.end is None), None),
            past=tuple(run for run in runs if run.end is not None),
            form=form,
            is_busy=asked.query("busy") == "yes",
            rate=self.parts.proxy.settings.warming.requests_per_second,
            f=Formats(asked.language),
            names=lambda code: language_name(self.parts, asked, code),
        )


def _is_number(name: str, text: str) -> bool:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return False
    return 0 < value <= _MOST[name] and (name == "minutes" or value == int(value))
