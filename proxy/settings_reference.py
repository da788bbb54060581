"""The table of settings as a page of the documentation: `python -m proxy.settings_reference > docs/settings.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from proxy.settings import Settings
from proxy.settings_file import allowed_values

_HEAD = """# Settings

Made from the table in `proxy/settings.py`; a test keeps this page current.

Settings come from `stadtlotse.toml` (or `--config FILE`), then from the environment, then from options of the command
line; the last one wins. `server.port` is `port` under `[server]` in the file and `STADTLOTSE_SERVER__PORT` in the
environment. Unknown names and wrong values are refused with file, line and what is allowed.
"""


def reference() -> str:
    """Return the page as Markdown."""
    sections = [_HEAD]
    for name, section in Settings.model_fields.items():
        model = section.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            sections.append(_section(name, model))
    return "\n".join(sections)


def _section(name: str, model: type[BaseModel]) -> str:
    purpose = (model.__doc__ or "").strip()
    rows = "\n".join(_row(key, field) for key, field in model.model_fields.items())
    return f"## [{name}]\n\n{purpose}\n\n| setting | meaning | allowed | default |\n|---|---|---|---|\n{rows}\n"


def _row(key: str, field: FieldInfo) -> str:
    return f"| `{key}` | {field.description} | {allowed_values(field)} | {_default(field)} |"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, Path):
        return "`~/.cache/stadtlotse`"
    if isinstance(value, dict):
        return "none"
    if isinstance(value, tuple):
        return f"`{' '.join(value)}`" if value else "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value not in ("", None) else "none"


if __name__ == "__main__":
    sys.stdout.write(reference())
