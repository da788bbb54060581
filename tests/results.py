"""Results of `models bench` for tests: two languages, and changes to one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from proxy.quality.result import LanguageResult, MarkupResult, Result

TURKISH = LanguageResult(
    381, 50.0, 20.0, 0.8, 55.0, 0.99, 60, 0.7, 90, -0.5, 100.0, {"check numbers": 3, "the model is not sure enough": 70}
)
MARKUP = MarkupResult(segments=201, shown=0.7, elements=290, f1=0.62, placing_elements=441, placing_f1=0.86, broken=0)
ONE = Result(
    "one@1", "one@1#ab", "dev", "d1", "2026-11-22T00:00:00Z", "AMD, 2 cores", "cpu default", 1.0, 400.0, 150.0, 100.0,
    {"tr": TURKISH, "en": replace(TURKISH, chrf=60.0)},
)  # fmt: skip


def with_turkish(**changes: Any) -> Result:
    """Return a later version whose Turkish differs."""
    return replace(ONE, model="one@2", languages={**ONE.languages, "tr": replace(TURKISH, **changes)})


def marked(**changes: Any) -> Result:
    """Return a result whose Turkish has figures of inline markup."""
    return with_turkish(markup=replace(MARKUP, **changes))
