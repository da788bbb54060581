"""A form delivers to the city exactly what it delivered before, in every language."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from aiohttp import ClientSession
from bs4 import BeautifulSoup, Tag
from city.app import SITE_PATHS
from town import ShoutingEngine, town

from proxy.page import charset

Sent = tuple[str, str, tuple[tuple[str, str], ...]]


def text(element: Tag, name: str, default: str = "") -> str:
    """Return an attribute as one string."""
    value = element.get(name, default)
    return value if isinstance(value, str) else " ".join(value or ())


def option_value(option: Tag) -> str:
    """Return what a browser sends for an option (HTML Standard 4.10.10)."""
    return text(option, "value") if option.has_attr("value") else " ".join(option.get_text().split())


def choices(form: Tag) -> list[tuple[str, str]]:
    """Return every name and value that somebody could send with a form."""
    found = []
    for field in form.find_all(["input", "button", "select", "textarea"]):
        name, kind = text(field, "name"), text(field, "type", "text")
        if field.name == "select":
            found += [(name, option_value(option)) for option in field.find_all("option")]
        elif field.name == "textarea":
            found.append((name, field.get_text()))
        elif name and not (kind == "hidden" and re.search("csrf|token", name)):
            found.append((name, text(field, "value", "on" if kind in {"checkbox", "radio"} else "")))
    return found


def forms(html: str, base: str, prefix: str) -> list[Sent]:
    """Return method, target without language prefix and choices of all forms of a page."""
    found = []
    for form in BeautifulSoup(html, "html5lib").find_all("form"):
        target = urlsplit(urljoin(base, text(form, "action"))).path
        if prefix and target.startswith(prefix):
            target = target[len(prefix) :]
        found.append((text(form, "method", "get").lower(), target, tuple(choices(form))))
    return found


@pytest.mark.parametrize("language", ["tr", "ar"])
async def test_every_form_offers_the_same(tmp_path: Path, language: str) -> None:
    """Whatever a visitor chooses and presses, name, value and target are those of the German page."""
    async with town(tmp_path, ShoutingEngine()) as place, ClientSession() as german, ClientSession() as foreign:
        count = 0
        for path in SITE_PATHS:
            async with german.get(place.origin + path) as answer:
                page = charset.decode(await answer.read(), answer.headers["Content-Type"]).text
                before = forms(page, str(answer.url), "")
            async with foreign.get(f"{place.url}/{language}{path}") as answer:
                after = forms(await answer.text(), str(answer.url), f"/{language}")
            assert after == before, path
            count += len(before)
        assert count >= 20


async def test_old_encoding_arrives_as_before(tmp_path: Path) -> None:
    """A form and a link on a windows-1252 page send windows-1252, although the page now leaves as UTF-8."""
    async with (
        town(tmp_path, ShoutingEngine()) as place,
        ClientSession() as client,
        client.get(place.url + "/tr/archiv/hafenchronik.htm") as answer,
    ):
        assert answer.charset == "utf-8"
        soup = BeautifulSoup(await answer.text(), "html5lib")
    assert [text(form, "accept-charset") for form in soup.select("form")] == ["windows-1252"]
    assert soup.select_one("meta[charset], meta[content*=charset]") is not None
    assert "iso-8859-1" not in str(soup.head)


async def test_labels_are_translated_and_values_are_not(tmp_path: Path) -> None:
    """An option without a value gets its German text as value before its label changes."""
    async with (
        town(tmp_path, ShoutingEngine()) as place,
        ClientSession() as client,
        client.get(place.url + "/tr/termin/schritt-1") as answer,
    ):
        soup = BeautifulSoup(await answer.text(), "html.parser")
    options = [option for option in soup.select("#anliegen option") if option.get_text(strip=True).isupper()]
    assert len(options) > 5
    assert any(option_value(option) == "Personalausweis beantragen" for option in options)
    assert not any(option_value(option).isupper() for option in options)
