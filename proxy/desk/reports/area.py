"""Joins the reports area, and opens the visitors' form with or without a database behind it."""

from __future__ import annotations

import hashlib
import secrets
import time

from proxy.desk.area import Area, NavEntry
from proxy.desk.parts import DeskParts, Proxy
from proxy.desk.permissions import Permission
from proxy.desk.reports.pages import ReportPages
from proxy.desk.reports.store import ReportStore, Room
from proxy.desk.routes import Route
from proxy.desk.texts.ids import segment_id
from proxy.public_pages import PublicPages
from proxy.reports.addresses import PLACE
from proxy.reports.limits import Limits
from proxy.reports.place import Reports
from proxy.reports.report import Inbox
from proxy.reports.stamp import Stamps
from proxy.reserved import Place
from proxy.warm_key import warm_key


def reports_area(parts: DeskParts) -> Area:
    """Make the area; visitors reach their form under the reserved prefix itself."""
    limits = parts.proxy.settings.reports
    store = ReportStore(parts.database, parts.audit, Room(limits.per_hour, limits.most))
    pages = ReportPages(parts, store)
    return Area(
        "reports",
        (
            Route("GET", "/reports", pages.queue),
            Route("POST", "/reports", pages.decide, Permission.EDIT_TEXTS),
            Route("GET", "/reports/{number}", pages.one),
        ),
        (NavEntry("reports.nav", "/reports"),),
        places=report_places(parts.proxy, store),
    )


def report_places(proxy: Proxy, inbox: Inbox | None) -> dict[str, Place]:
    """What visitors reach: the form, which says that nothing can be taken now where there is no `inbox`."""
    settings = proxy.settings
    if not settings.takes_reports:
        return {}
    reports = Reports(
        site=proxy.site,
        pages=PublicPages(proxy.site, proxy.website),
        explain=proxy.translation.explain,
        named=segment_id,
        inbox=inbox,
        stamps=Stamps(_key(proxy), settings.reports.least_seconds),
        limits=Limits(settings.reports, secrets.token_bytes(32), time.monotonic),
        now=proxy.clock,
    )
    return {PLACE: reports.answer}


def _key(proxy: Proxy) -> bytes:
    """What all workers sign forms with: made of the key that they share already."""
    return hashlib.blake2b(warm_key(proxy.settings.cache.folder).encode(), digest_size=32, person=b"reports").digest()
