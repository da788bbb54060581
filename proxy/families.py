"""Metrics as plain values: read from a registry, sent from one process to another, summed, and written for Prometheus.

What a sum means depends on what is measured: counts add up, of what all processes share each one says the same, and
what describes a process stays apart, under its name. Pure.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

Labels = tuple[tuple[str, str], ...]
Key = tuple[str, Labels]
"""Name of a sample and its labels, in order."""

PROCESS: Final = "process_"
"""How the names of metrics begin that describe a process."""
_COUNTED: Final = frozenset({"counter", "histogram", "summary"})
_WHEN_MADE: Final = "_created"  # of each counter: says when its process began, which is of no use in a sum
_GAUGES: Final[Mapping[str, Callable[[float, float], float]]] = MappingProxyType(
    {
        # All processes look at the same folder.
        "stadtlotse_cache_entries": max,
        "stadtlotse_cache_bytes": max,
        "stadtlotse_cache_limit_bytes": max,
        "stadtlotse_disk_bytes": max,
        "stadtlotse_disk_free_bytes": max,
        "stadtlotse_engine_ready": min,  # a machine is as ready as its least ready worker
        "process_start_time_seconds": max,
        "process_max_fds": max,
    }
)


@dataclass(frozen=True, slots=True)
class Family:
    """One metric with all its samples."""

    name: str
    kind: str
    help: str
    samples: Mapping[Key, float]

    @property
    def counts(self) -> bool:
        """Whether its values only ever grow."""
        return self.kind in _COUNTED


Families = tuple[Family, ...]


def families_of(collector: Collector) -> Families:
    """What a registry, or one collector, says now; asks stores, so call it in a thread."""
    return tuple(
        Family(
            metric.name,
            metric.type,
            metric.documentation,
            {
                (sample.name, tuple(sorted(sample.labels.items()))): float(sample.value)
                for sample in metric.samples
                if not sample.name.endswith(_WHEN_MADE)
            },
        )
        for metric in collector.collect()
    )


def summed(reports: Iterable[Families]) -> Families:
    """The metrics of several processes as those of one."""
    found: dict[str, Family] = {}
    for report in reports:
        for family in report:
            before = found.get(family.name)
            found[family.name] = family if before is None else _joined(before, family)
    return tuple(found.values())


def counts_of(families: Families) -> Families:
    """Only what grows: what is left of a process after its end."""
    return tuple(family for family in families if family.counts)


def named(families: Families, process: str) -> Families:
    """The metrics of a process with its name on those that describe it."""
    return tuple(
        Family(family.name, family.kind, family.help, _named(family.samples, process))
        if family.name.startswith(PROCESS)
        else family
        for family in families
    )


def exposition(families: Families) -> bytes:
    """The metrics as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Given(families))
    return generate_latest(registry)


class _Given(Collector):
    """Says what it was given."""

    def __init__(self, families: Families) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        return iter(_metrics(self._families))


def _metrics(families: Families) -> Iterable[Metric]:
    for family in families:
        metric = Metric(family.name, family.help, family.kind)
        for (name, labels), value in family.samples.items():
            metric.add_sample(name, dict(labels), value)
        yield metric


def encode(families: Families) -> str:
    """One line of text."""
    rows = [
        [
            family.name,
            family.kind,
            family.help,
            [[name, labels, value] for (name, labels), value in family.samples.items()],
        ]
        for family in families
    ]
    return json.dumps(rows, separators=(",", ":"))


def decode(text: str | bytes) -> Families:
    """What was encoded; raises `ValueError`."""
    try:
        return tuple(_family(*row) for row in json.loads(text))
    except (TypeError, KeyError) as error:
        message = "these are no metrics"
        raise ValueError(message) from error


def _family(name: str, kind: str, explanation: str, rows: list[list[Any]]) -> Family:
    samples = {
        (str(sample), tuple((str(label), str(text)) for label, text in labels)): float(value)
        for sample, labels, value in rows
    }
    return Family(str(name), str(kind), str(explanation), samples)


def _joined(one: Family, other: Family) -> Family:
    join = _GAUGES.get(one.name, _added)
    samples = dict(one.samples)
    for key, value in other.samples.items():
        before = samples.get(key)
        samples[key] = value if before is None else join(before, value)
    return Family(one.name, one.kind, one.help, samples)


def _added(one: float, other: float) -> float:
    return one + other


def _named(samples: Mapping[Key, float], process: str) -> Mapping[Key, float]:
    return {(name, (*labels, ("process", process))): value for (name, labels), value in samples.items()}
