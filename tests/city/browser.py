"""A visitor for tests, who fills forms as a browser does.

Hidden fields, chosen options and checked boxes are sent as they stand in the page; then comes what is entered.
"""

from __future__ import annotations

from typing import TypeAlias

from aiohttp import web
from aiohttp.test_utils import TestClient
from bs4 import BeautifulSoup, Tag

Visitor: TypeAlias = TestClient[web.Request, web.Application]


def browser_fields(page: str, action: str) -> list[tuple[str, str]]:
    """What a browser sends from the form with this action if nobody touches it and presses no named button."""
    form = BeautifulSoup(page, "html.parser").select_one(f'form[action="{action}"]')
    assert form is not None, f"no form for {action}"
    fields: list[tuple[str, str]] = []
    for control in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(control["name"]), str(control.get("type", "text"))
        if control.name == "select":
            options = control.select("option")
            chosen = next((o for o in options if o.has_attr("selected")), options[0])
            if not chosen.has_attr("disabled"):
                fields.append((name, option_value(chosen)))
        elif control.name == "textarea":
            fields.append((name, control.get_text().replace("\n", "\r\n")))
        elif kind in ("checkbox", "radio"):
            if control.has_attr("checked"):
                fields.append((name, str(control.get("value", "on"))))
        elif kind not in ("submit", "reset", "button", "image", "file"):
            fields.append((name, str(control.get("value", ""))))
    return fields


def option_value(option: Tag) -> str:
    """An option without `value` sends its text."""
    return str(option["value"]) if option.has_attr("value") else " ".join(option.get_text().split())


def entered(fields: list[tuple[str, str]], **values: str) -> list[tuple[str, str]]:
    """The same form with some fields entered; fields that were not there come at the end."""
    rest = dict(values)
    changed = [(name, rest.pop(name, value)) for name, value in fields]
    return changed + list(rest.items())
