"""The page in the frame: marked, disarmed, with our one script, and the policy that lets nothing else run. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from proxy.composed_page import Composed
from proxy.desk.context.disarm import Inside, disarmed
from proxy.desk.context.marks import marked


@dataclass(frozen=True, slots=True)
class Script:
    """The script that lets editors choose texts; it stands in the page, because the page has no origin to load from."""

    text: str

    @property
    def source(self) -> str:
        """How a policy names it (CSP 3, 2.3.1)."""
        return f"'sha256-{base64.b64encode(hashlib.sha256(self.text.encode()).digest()).decode()}'"

    def element(self, token: str, language: str) -> str:
        """The element, with what it has to know."""
        return f'<script data-token="{token}" data-language="{language}">{self.text}</script>'


def load_script() -> Script:
    """Read the script."""
    return Script(files("proxy.desk").joinpath("assets", "context-preview.js").read_text(encoding="utf-8"))


def preview(page: Composed, inside: Inside, script: Script, token: str) -> str:
    """Return the page in its language, or in German where `inside` has none."""
    language = inside.links.language
    edits = page.written.changes if language else ()
    html = marked(page.taken.document, edits, token)
    return disarmed(html, inside, script.element(token, language or "de"))


def headers(site: str, script: Script) -> Mapping[str, str]:
    """Return the headers of a preview: styles, pictures and fonts of the site, our script, and nothing else.

    The sandbox holds wherever the answer is shown: it has an origin of its own, no cookies, no forms, no windows.
    """
    policy = (
        f"default-src 'none'; script-src {script.source}; style-src 'unsafe-inline' {site}; img-src data: {site}; "
        f"font-src data: {site}; media-src {site}; base-uri {site}; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-scripts"
    )
    return MappingProxyType({"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"})
