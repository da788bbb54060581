"""What the areas of the desk are made with: the parts of the running proxy, handed over and never looked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cache.clock import Clock
from cache.statistics import Snapshot
from glossary.database import Database
from proxy.desk.audit_log import AuditLog
from proxy.desk.rendering import Pages
from proxy.live_figures import ReadLiveFigures
from proxy.opened_translation import Translation
from proxy.page_translator import Styles
from proxy.page_views import PageViews
from proxy.reply import Website
from proxy.settings import Settings
from proxy.site import Site


@dataclass(frozen=True, slots=True)
class Proxy:
    """What the running proxy lends to its desk."""

    settings: Settings
    site: Site
    website: Website
    translation: Translation
    snapshots: Callable[[], tuple[Snapshot, ...]]
    """Figures of every cache; reads disks, call it in a thread."""
    clock: Clock
    live_figures: ReadLiveFigures
    """What all processes of this machine count."""
    health: Callable[[], Mapping[str, object]]
    """The state of the parts; reads disks, call it in a thread."""
    views: PageViews
    """How often pages were viewed."""
    styles: Styles
    """Turns the styles of pages from right to left."""


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What areas get."""

    proxy: Proxy
    database: Database
    """Everything in it is read and written in threads: `asyncio.to_thread`."""
    pages: Pages
    audit: AuditLog
    settings_places: Mapping[str, str] = field(default_factory=dict)
    """Where settings that are no defaults were set: `server.port` -> `option --port`."""
