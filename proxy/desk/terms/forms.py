"""A form of a term as it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from glossary.errors import GlossaryError
from proxy.desk.asked import Asked
from proxy.desk.terms.copies import Seen
from proxy.desk.terms.fields import Fields, lines, names_of


@dataclass(frozen=True, slots=True)
class SentForm:
    """The fields, what the editor saw when the form was made, and which button was pressed."""

    fields: Fields
    before: Fields
    seen: Seen
    action: str


async def sent_form(asked: Asked, codes: Iterable[str]) -> SentForm:
    """Read a form; suggested forms that were ticked are among the others then. Raises `GlossaryError`."""
    post = await asked.request.post()
    values = {name: value for name, value in post.items() if isinstance(value, str)}
    fields = {name: values.get(name, "") for name in names_of(codes)}
    fields["only"] = "\n".join(str(each) for each in post.getall("only", []))
    ticked = [str(each) for each in post.getall("suggested", [])]
    fields["forms"] = "\n".join(lines("\n".join((*fields["forms"].splitlines(), *ticked))))
    return SentForm(fields, read_fields(values.get("before", "")), seen_of(values), values.get("action", ""))


def seen_of(values: Mapping[str, str]) -> Seen:
    """Read what the editor saw."""
    base = values.get("base", "")
    return Seen(int(base) if base.isascii() and base.isdigit() else 0, values.get("mark", ""))


def read_fields(text: str) -> Fields:
    """Read fields that a page carries along; raises `GlossaryError`."""
    try:
        found = json.loads(text or "{}")
    except ValueError as failure:
        message = "the form is damaged; load the page again"
        raise GlossaryError(message) from failure
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
