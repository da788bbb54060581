"""Joins the area in which pages are seen as visitors see them."""

from __future__ import annotations

from proxy.desk.area import Area, NavEntry
from proxy.desk.context.asking import Asking
from proxy.desk.context.pages import ContextPages
from proxy.desk.context.preview import load_script
from proxy.desk.parts import DeskParts
from proxy.desk.routes import Route


def context_area(parts: DeskParts) -> Area:
    """Make the area; without a translation service that shows its work there is nothing to see."""
    if parts.proxy.translation.compose is None:
        return Area("context", ())
    pages = ContextPages(parts, Asking(parts, parts.proxy.translation.compose), load_script())
    return Area(
        "context",
        (
            Route("GET", "/page", pages.go),
            Route("GET", "/page/{language}/{path:.*}", pages.show),
            Route("GET", "/preview/{language}/{path:.*}", pages.frame),
        ),
        (NavEntry("context.nav", "/page"),),
    )
