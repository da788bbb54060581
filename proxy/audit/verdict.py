"""When an audit has failed: for continuous integration."""

from __future__ import annotations

from enum import StrEnum

from proxy.audit.finding import Weight
from proxy.audit.result import Report


class FailOn(StrEnum):
    """The least that makes an audit fail.

    `worse`: a fault that the German page does not have, or a page that cannot be had; `fault`: any fault; `doubt`:
    anything at all.
    """

    never = "never"
    worse = "worse"
    fault = "fault"
    doubt = "doubt"


def failed(report: Report, fail_on: FailOn) -> bool:
    """Tell whether a report is a failure."""
    if fail_on is FailOn.never:
        return False
    faults = [each for each in report.findings if each.weight is Weight.fault]
    if fail_on is FailOn.doubt:
        return bool(report.findings or report.unreachable)
    return bool(report.unreachable) or any(each.new or fail_on is FailOn.fault for each in faults)
