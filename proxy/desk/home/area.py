"""The area of the start page."""

from __future__ import annotations

from proxy.desk.area import Area
from proxy.desk.home.page import HomePage
from proxy.desk.home.work import Work
from proxy.desk.parts import DeskParts
from proxy.desk.routes import Route
from proxy.desk.terms.workbench import workbench


def home_area(parts: DeskParts) -> Area:
    """Make the area; it has no entry in the navigation, the desk's name leads here."""
    work = Work(parts.database, parts.proxy.settings.languages.targets)
    page = HomePage(parts, work, workbench(parts).in_step)
    return Area("home", (Route("GET", "/", page.show), Route("GET", "/search", page.search)))
