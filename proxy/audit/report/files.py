"""Writes a report's files: the only module of the report that touches the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from proxy.audit.report.as_csv import as_csv
from proxy.audit.report.as_earl import as_earl
from proxy.audit.report.as_html import as_html
from proxy.audit.report.as_json import as_json
from proxy.audit.result import Report

TEXTS: Final[Mapping[str, Callable[[Report], str]]] = MappingProxyType(
    {"json": as_json, "csv": as_csv, "earl": as_earl}
)


def write(report: Report, kind: str, file: Path) -> None:
    """Write a report as `json`, `csv`, `earl` or `html`; folders are made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "html":
        write_html(report, file)
    else:
        file.write_text(TEXTS[kind](report), "utf-8")


def write_html(report: Report, file: Path) -> tuple[Path, Path]:
    """Write the German page to `file`, the English one beside it as `….en.html`, and the pictures into `…-images/`."""
    english = file.with_suffix(f".en{file.suffix}")
    folder = file.with_name(f"{file.stem}-images")
    pictures: dict[tuple[str, str], str] = {}
    for number, page in enumerate(report.pages):
        for kind, picture in (("desktop", page.screenshot), ("narrow", page.screenshot_narrow)):
            if picture:
                folder.mkdir(exist_ok=True)
                name = f"{number:03}-{page.language}-{kind}.jpg"
                (folder / name).write_bytes(picture)
                pictures[page.url, kind] = f"{folder.name}/{name}"
    file.write_text(as_html(report, "de", english.name, pictures), "utf-8")
    english.write_text(as_html(report, "en", file.name, pictures), "utf-8")
    return file, english
