"""The pages of the models: what is installed and measured, which translates which language, and switching that."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from aiohttp import web

from models.choosing import Option
from models.inventory import Here
from models.routing import Choice, Router, name_of
from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.ops.live_page import language_name
from proxy.desk.parts import DeskParts
from proxy.desk.rendering import see_other
from proxy.live_routing import LiveRouting, RoutingChangedError

ReadInventory = Callable[[], Sequence[Here]]
"""What is installed on this machine; reads files, call it in a thread."""


@dataclass(frozen=True, slots=True)
class Way:
    """A model that can be chosen for a language, or two of them by way of English."""

    name: str
    legs: tuple[Option, ...]
    language: str

    @property
    def chrf(self) -> float | None:
        """Measured here on the development set; a pair was not measured."""
        return self.legs[0].quality.get(self.language) if len(self.legs) == 1 else None

    @property
    def words_per_second(self) -> float | None:
        """German words a second, of a pair both one after the other; None where a leg was not measured."""
        if not self.legs or not all(each.speed for each in self.legs):
            return None
        return 1 / sum(1 / each.speed for each in self.legs)

    @property
    def megabytes(self) -> int:
        """Size on disk."""
        return sum(each.megabytes for each in self.legs)

    @property
    def licences(self) -> tuple[str, ...]:
        """Those of its models."""
        return tuple(dict.fromkeys(each.licence for each in self.legs))


@dataclass(frozen=True, slots=True)
class LanguageRoute:
    """What translates a language now; names of models."""

    language: str
    in_use: str
    choice: Choice | None
    """What was chosen at the desk, None: the settings hold."""
    trial: str
    percent: float
    passed_over: tuple[str, ...]
    ways: tuple[Way, ...]

    @property
    def chrf(self) -> float | None:
        """Measured here of what is in use."""
        return next((way.chrf for way in self.ways if way.name == self.in_use), None)


@dataclass(frozen=True, slots=True)
class ModelForm:
    """What stands in the form of one language; `before` is what it was made from, `errors` by field."""

    engine: str = ""
    """Empty: as the settings say."""
    trial: str = ""
    percent: str = ""
    before: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def choice(self) -> Choice | None:
        """The choice; of a form without errors only."""
        if not self.engine:
            return None
        return Choice(self.engine, self.trial, float(self.percent.replace(",", ".")) if self.trial else 0.0)


def form_of(choice: Choice | None) -> ModelForm:
    """The form as it stands for a choice."""
    if choice is None:
        return ModelForm(before=written(None))
    percent = f"{choice.percent:g}" if choice.trial else ""
    return ModelForm(choice.engine, choice.trial, percent, written(choice))


def read_form(values: Mapping[str, str], names: Sequence[str]) -> ModelForm:
    """Read what was sent; `names` are the models that there are for the language."""
    engine, trial, percent, before = (values.get(name, "").strip() for name in ("engine", "trial", "percent", "before"))
    form = ModelForm(engine, trial, percent, before)
    errors: dict[str, str] = {}
    if form.engine and form.engine not in names:
        errors["engine"] = "ops.models.error.unknown"
    if form.trial and form.trial not in names:
        errors["trial"] = "ops.models.error.unknown"
    elif form.trial and not form.engine:
        errors["trial"] = "ops.models.error.settings"
    elif form.trial and form.trial == form.engine:
        errors["trial"] = "ops.models.error.same"
    if form.trial and not _is_percent(form.percent):
        errors["percent"] = "ops.models.error.percent"
    return replace(form, errors=errors)


def written(choice: Choice | None) -> str:
    """A choice as the form carries it."""
    return "" if choice is None else json.dumps(asdict(choice))


def read_choice(text: str) -> Choice | None:
    """What `written` wrote; None for anything else."""
    try:
        return Choice(**json.loads(text))
    except (ValueError, TypeError):
        return None


def routes(routing: LiveRouting, languages: Sequence[str], here: Sequence[Here]) -> tuple[LanguageRoute, ...]:
    """What translates each language now."""
    return tuple(_route(routing, language, here) for language in languages)


def _route(routing: LiveRouting, language: str, here: Sequence[Here]) -> LanguageRoute:
    router: Router = routing.router
    now = router.now(language)
    options = {each.option.name: each.option for each in here}
    names = router.candidates(language)
    return LanguageRoute(
        language=language,
        in_use=name_of(now.engine),
        choice=routing.choices.get(language),
        trial=name_of(now.trial),
        percent=now.percent,
        passed_over=tuple(map(name_of, router.passed_over(language))),
        ways=tuple(
            Way(name, tuple(options[leg] for leg in name.split(">") if leg in options), language) for name in names
        ),
    )


class ModelPages:
    """Answers what lies under `/ops/models`."""

    def __init__(self, parts: DeskParts, read: ReadInventory) -> None:
        self._parts = parts
        self._read = read

    async def show(self, asked: Asked) -> web.Response:
        """Languages with their models, and the models."""
        installed = await asyncio.to_thread(self._read)
        routing = self._parts.proxy.translation.routing
        settings = self._parts.proxy.settings
        return self._page(
            asked,
            "ops/models.html",
            installed=installed,
            routes=routes(routing, settings.languages.targets, installed) if routing else (),
            troubles=routing.troubles if routing else (),
            engine=settings.engine,
            saved=asked.query("saved"),
        )

    async def edit(self, asked: Asked) -> web.Response:
        """The form of one language."""
        routing, route = await self._found(asked)
        return self._form(asked, route, form_of(routing.choices.get(route.language)))

    async def save(self, asked: Asked) -> web.Response:
        """Switch; it holds at once in this process, within seconds in the others, and after a restart."""
        routing, route = await self._found(asked)
        form = read_form(await asked.form(), [each.name for each in route.ways])
        if form.errors:
            return self._form(asked, route, form, status=422)
        try:
            await asyncio.to_thread(routing.file.put, route.language, read_choice(form.before), form.choice)
        except RoutingChangedError as error:
            routing.look()
            merged = replace(form, before=written(error.now))
            return self._form(asked, route, merged, status=409, conflict=True, other=error.now)
        except OSError as error:
            return self._form(asked, route, form, status=500, trouble=str(error))
        routing.look()
        detail = f"{_said(read_choice(form.before))} -> {_said(form.choice)}"
        await asyncio.to_thread(self._parts.audit.record, asked.account.name, "models.choose", route.language, detail)
        return see_other(f"/ops/models?saved={route.language}")

    async def _found(self, asked: Asked) -> tuple[LiveRouting, LanguageRoute]:
        routing, language = self._parts.proxy.translation.routing, asked.params["language"]
        if routing is None or language not in self._parts.proxy.settings.languages.targets:
            raise web.HTTPNotFound
        return routing, routes(routing, (language,), await asyncio.to_thread(self._read))[0]

    def _form(
        self, asked: Asked, route: LanguageRoute, form: ModelForm, status: int = 200, **more: object
    ) -> web.Response:
        values = {"conflict": False, "other": None, "trouble": ""} | more
        return self._page(asked, "ops/model.html", status=status, route=route, form=form, **values)

    def _page(self, asked: Asked, template: str, status: int = 200, **values: object) -> web.Response:
        def names(code: str) -> str:
            return language_name(self._parts, asked, code)

        return self._parts.pages.page(asked, template, status, f=Formats(asked.language), names=names, **values)


def _said(choice: Choice | None) -> str:
    if choice is None:
        return "settings"
    return choice.engine + (f", {choice.percent:g} % {choice.trial}" if choice.trial else "")


def _is_percent(text: str) -> bool:
    try:
        return 0 < float(text.replace(",", ".")) <= 100
    except ValueError:
        return False
