"""axe-core, the checker that everybody uses: found on disk, run in the page, its answers as findings.

It is not part of this package (MPL-2.0, 3 MB of npm): `scripts/node-tools` installs it. Without it the audit makes
its own rules only, and the report says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from proxy.audit.finding import Finding, Weight

_PLACE: Final = Path("node_modules") / "axe-core" / "axe.min.js"
_CHECKOUT: Final = Path(__file__).parents[2] / "tests" / "node" / _PLACE
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_CRITERION: Final = re.compile(r"wcag(\d)(\d)(\d+)$")

RUN: Final = """(async () => {
  const found = await axe.run(document, {runOnly: TAGS, resultTypes: ['violations'], elementRef: true, iframes: false});
  return found.violations.map((rule) => ({
    id: rule.id, tags: rule.tags, help: rule.help, impact: rule.impact, url: rule.helpUrl,
    nodes: rule.nodes.map((node) => ({
      n: window.__audit.indexOf(node.element), target: node.target.join(' '), html: node.html.slice(0, 300),
    })),
  }));
})()""".replace("TAGS", json.dumps(list(_TAGS)))


@dataclass(frozen=True, slots=True)
class AxeRule:
    """What axe says of one of its rules; in German where its package has that."""

    criteria: tuple[str, ...]
    help: str
    url: str
    german: str = ""


def axe_file(asked: Path | None) -> Path | None:
    """Return where axe-core is: the file asked for, beside the working folder, in a checkout; None if nowhere."""
    places = (asked,) if asked else (Path.cwd() / _PLACE, _CHECKOUT)
    return next((place for place in places if place.is_file()), None)


def rules_of(answer: Iterable[Mapping[str, Any]], german: Mapping[str, str]) -> dict[str, AxeRule]:
    """Return the rules of an answer; `german` are their texts by name."""
    return {
        f"axe:{rule['id']}": AxeRule(_criteria(rule["tags"]), rule["help"], rule["url"], german.get(rule["id"], ""))
        for rule in answer
    }


def german_texts(file: Path) -> dict[str, str]:
    """Return axe's rules in German, from the file that comes with it; none where it does not."""
    try:
        rules = json.loads((file.parent / "locales" / "de.json").read_text("utf-8"))["rules"]
    except (OSError, ValueError, KeyError):
        return {}
    return {name: str(rule["help"]) for name, rule in rules.items() if "help" in rule}


def findings_of(answer: Iterable[Mapping[str, Any]], url: str, language: str, paths: list[str]) -> list[Finding]:
    """Return the findings of an answer; `paths` are those of the page's elements by number."""
    return [
        Finding(
            rule=f"axe:{rule['id']}",
            weight=Weight.doubt if "best-practice" in rule["tags"] else Weight.fault,
            url=url,
            language=language,
            path=paths[node["n"]] if node["n"] >= 0 else node["target"],
            selector=node["target"],
            snippet=re.sub(r'\sdata-audit="\d+"', "", node["html"]),
        )
        for rule in answer
        for node in rule["nodes"]
    ]


def _criteria(tags: Iterable[str]) -> tuple[str, ...]:
    """`wcag1410` is success criterion 1.4.10."""
    found = (_CRITERION.match(tag) for tag in tags)
    return tuple(".".join(match.groups()) for match in found if match)
