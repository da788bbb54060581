"""The areas of the desk, in the order of its navigation."""

from __future__ import annotations

from proxy.desk.area import Area
from proxy.desk.context.area import context_area
from proxy.desk.home.area import home_area
from proxy.desk.ops.area import ops_area
from proxy.desk.parts import DeskParts
from proxy.desk.reports.area import reports_area
from proxy.desk.terms.area import terms_area
from proxy.desk.texts.area import texts_area


def areas_of(parts: DeskParts) -> tuple[Area, ...]:
    """All areas but the accounts, which answer who is asking."""
    return (
        home_area(parts),
        terms_area(parts),
        texts_area(parts),
        context_area(parts),
        reports_area(parts),
        ops_area(parts),
    )
