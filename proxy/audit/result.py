"""What an audit found. Values only: the run makes them, the verdict and the report read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from proxy.audit.axe import AxeRule
from proxy.audit.finding import Finding


@dataclass(frozen=True, slots=True)
class Audited:
    """One page in one language: what was found, and what it looked like (JPEG) at 1280 and 320 pixels."""

    url: str
    german_url: str
    language: str
    title: str
    findings: tuple[Finding, ...]
    complete: bool
    screenshot: bytes
    screenshot_narrow: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an audit found; `unreachable` are addresses with the reason."""

    url: str
    started: datetime
    languages: tuple[str, ...]
    pages: tuple[Audited, ...]
    unreachable: tuple[tuple[str, str], ...]
    axe_rules: tuple[tuple[str, AxeRule], ...]
    with_axe: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of all pages."""
        return tuple(finding for page in self.pages for finding in page.findings)
