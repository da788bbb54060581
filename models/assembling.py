"""Makes the router out of what is installed and what a site wants: the ways, the engines, where and how they run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.choosing import Option, Policy, Way, ways
from models.cores import Cores
from models.engine import Engine
from models.errors import ModelError, ModelMissingError
from models.inventory import STARTER, Here, bring_starter
from models.keeping import Keeper, KeptEngine, Loadable
from models.measured import read_tuning, this_machine
from models.pivot import PivotEngine
from models.routing import Canary, Router
from models.running import Device, Gpu, Running, plan
from models.store import ModelStore

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Trial:
    """A model, `KEY` or `KEY@VERSION`, that translates a share of a language's segments."""

    name: str
    percent: float


@dataclass(frozen=True, slots=True)
class Site:
    """What a site wants of its models; `threads` 0 for all cores, `memory_mb` 0 for no limit."""

    languages: tuple[str, ...]
    policy: Policy = field(default_factory=Policy)
    trials: Mapping[str, Trial] = field(default_factory=dict)
    device: Device = "auto"
    threads: int = 0
    memory_mb: int = 0
    retry_seconds: float = 300.0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the machine is, and the effects that are needed: clock in seconds, bytes in memory, where reports go.

    `report` hears what is done, `warn` what went wrong and was helped.
    """

    cores: Cores
    gpus: tuple[Gpu, ...]
    clock: Callable[[], float]
    measure: Callable[[], int]
    report: Callable[[str], None]
    warn: Callable[[str], None]


def assemble(site: Site, here: Sequence[Here], store: ModelStore, around: Surroundings) -> Router:
    """Return the router; nothing is loaded. Raises `ModelError` where the settings cannot be followed."""
    options = [each.option for each in here]
    rows = {language: ways(language, options, site.policy) for language in site.languages}
    silent = [language for language, row in rows.items() if not row]
    if silent:
        message = (
            f"no model that is installed, and may be used, translates German into {' '.join(silent)}: "
            "leave them out of languages.targets, or pull a model (`stadtlotse models list`)"
        )
        raise ModelMissingError(message)
    trials = {language: _trial(language, trial, options, site) for language, trial in site.trials.items()}
    needed = {each.name for row in [*(row[0] for row in rows.values()), *trials.values()] for each in row}
    usable = _with_starter(here, needed, store, around.warn)
    opener = _Opener(site, {each.option.name: each for each in usable}, around)
    engines = {
        language: [engine for way in row if (engine := opener.way(way)) is not None] for language, row in rows.items()
    }
    canaries = {
        language: Canary(engine, site.trials[language].percent)
        for language, way in trials.items()
        if (engine := opener.way(way)) is not None
    }
    around.report(
        "; ".join(f"{language}: {' > '.join(each.name for each in row[0])}" for language, row in rows.items())
    )
    return Router(engines, canaries, around.clock, site.retry_seconds, around.warn)


def running_of(here: Here, device: Device, threads: int, cores: Cores, gpus: tuple[Gpu, ...]) -> Running:
    """Say how a model runs on this machine: as it was tuned, if it was and the settings leave it free."""
    planned = plan(device, cores, gpus, threads=threads, weights_mb=here.size // _MEGABYTE)
    if planned.device != "cpu" or threads:
        return planned
    tuned = read_tuning(here.folder, this_machine(cores), here.open(planned).signature)
    return tuned.running if tuned else planned


def _trial(language: str, trial: Trial, options: Sequence[Option], site: Site) -> Way:
    """The way that a model on trial takes; it is named, so that what is wrong with it is told at the start."""
    if language not in site.languages:
        message = f"engine.canary_models names {language!r}, which is not in languages.targets"
        raise ModelMissingError(message)
    policy = replace(site.policy, named={language: trial.name})
    try:
        return ways(language, options, policy)[0]
    except ModelMissingError as error:
        message = str(error).replace("engine.models.", "engine.canary_models.")
        raise ModelMissingError(message) from error


def _with_starter(
    here: Sequence[Here], needed: set[str], store: ModelStore, report: Callable[[str], None]
) -> list[Here]:
    """Have the packaged starter in its place; only where it is somebody's first way is it an error if that fails."""
    packaged = here[0]
    try:
        bring_starter(store)
    except ModelError as error:
        if packaged.option.name in needed:
            raise
        report(f"the {STARTER} cannot stand in for others: {error}")
        return [each for each in here if each is not packaged]
    return list(here)


class _Opener:
    """Opens each model once, and each pair of models once."""

    def __init__(self, site: Site, here: Mapping[str, Here], around: Surroundings) -> None:
        self._site = site
        self._here = here
        self._around = around
        self._keeper = Keeper(site.memory_mb * _MEGABYTE, around.measure, around.report)
        self._kept: dict[str, KeptEngine] = {}
        self._ways: dict[tuple[str, ...], Engine] = {}

    def way(self, way: Way) -> Engine | None:
        """Return the engine of a way; None where one of its models cannot be opened."""
        names = tuple(each.name for each in way)
        if any(name not in self._here for name in names):
            return None
        if names not in self._ways:
            legs = [self._leg(name) for name in names]
            self._ways[names] = legs[0] if len(legs) == 1 else PivotEngine(legs[0], legs[1], self._site.names)
        return self._ways[names]

    def _leg(self, name: str) -> KeptEngine:
        if name not in self._kept:
            each, site, around = self._here[name], self._site, self._around
            running = running_of(each, site.device, site.threads, around.cores, around.gpus)
            opened: Loadable = each.open(running)
            self._kept[name] = self._keeper.keep(opened, each.size)
        return self._kept[name]
