"""Real style sheets to try the mirror on, from npm (scripts/node-tools)."""

from __future__ import annotations

import shutil
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "node"
_PLACES = {
    "bootstrap": "bootstrap/dist/css/bootstrap.css",
    "bulma": "bulma/css/bulma.css",
    "dsfr": "@gouvfr/dsfr/dist/dsfr.css",
    "ecl": "@ecl/ec-preset-website/dist/styles/ecl-ec-preset-website.css",
    "foundation": "foundation-sites/dist/css/foundation.css",
    "govuk": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "normalize": "normalize.css/normalize.css",
    "pico": "@picocss/pico/css/pico.css",
    "pure": "purecss/build/pure.css",
    "tachyons": "tachyons/css/tachyons.css",
    "uswds": "uswds/dist/css/uswds.css",
}
SMALL = ("foundation", "normalize", "pure", "tachyons")
NODE = shutil.which("node") or ""
MISSING = "" if NODE and (FOLDER / "node_modules").is_dir() else "needs node and what scripts/node-tools installs"


def sheet(name: str) -> str:
    """Return a sheet of the corpus."""
    return (FOLDER / "node_modules" / _PLACES[name]).read_text("utf-8")


def names() -> tuple[str, ...]:
    """Return the names of all sheets."""
    return tuple(_PLACES)
