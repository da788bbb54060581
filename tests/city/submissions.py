"""What citizens sent: read from the request, kept as frozen records, logged in one readable line.

The records are exact: names and values as they arrived, in their order, and of every file its name, size and
SHA-256. Tests compare them with what a form would have sent without a proxy; people watching the demo read
the log lines.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

LOG = logging.getLogger("city")
UNLOGGED = frozenset({"_csrf", "passwort"})
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """One file of a form: everything about it but its bytes."""

    field: str
    filename: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Submission:
    """One form as it arrived: `fields` are the raw names and values in their order."""

    received: datetime
    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[Upload, ...] = ()

    def value(self, name: str, default: str = "") -> str:
        """The first value sent under this name."""
        return next((value for key, value in self.fields if key == name), default)

    def values(self, name: str) -> tuple[str, ...]:
        """All values sent under this name (check boxes)."""
        return tuple(value for key, value in self.fields if key == name)

    def line(self) -> str:
        """The record as the log shows it; tokens and passwords are left out."""
        shown = [f"{name}={value!r}" for name, value in self.fields if name not in UNLOGGED]
        shown += [f"{f.field}={f.filename!r} ({f.size} bytes, sha256 {f.sha256[:12]})" for f in self.files]
        return " ".join(["city received", self.method, self.path, *shown])


@dataclass
class SubmissionLog:
    """All submissions since the start, oldest first."""

    records: list[Submission] = field(default_factory=list)

    def add(self, submission: Submission) -> None:
        """Keep the record and tell whoever watches the log."""
        self.records.append(submission)
        LOG.info("%s", submission.line())

    def to(self, path: str) -> list[Submission]:
        """The records sent to one path."""
        return [record for record in self.records if record.path == path]

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Submission]:
        return iter(self.records)

    def __getitem__(self, index: int) -> Submission:
        return self.records[index]


async def read_submission(request: web.Request, received: datetime) -> Submission:
    """The form in the body of a POST, or in the query of a GET."""
    fields: list[tuple[str, str]] = []
    files: list[Upload] = []
    if request.method in ("GET", "HEAD"):
        fields = parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True)
    elif request.content_type == "multipart/form-data":
        await _read_multipart(await request.multipart(), fields, files)
    else:
        body = await request.read()
        fields = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True)
    return Submission(received, request.method, request.path, tuple(fields), tuple(files))


async def _read_multipart(reader: MultipartReader, fields: list[tuple[str, str]], files: list[Upload]) -> None:
    """Sort the parts into fields and files; file bytes are hashed as they stream in, never kept."""
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise web.HTTPBadRequest(text="Verschachtelte Formulardaten werden nicht angenommen.")
        name = part.name or ""
        if part.filename is None:
            fields.append((name, (await part.read()).decode("utf-8", "replace")))
            continue
        digest, size = hashlib.sha256(), 0
        while chunk := await part.read_chunk(CHUNK):
            digest.update(chunk)
            size += len(chunk)
        if part.filename or size:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            files.append(Upload(name, part.filename, kind, size, digest.hexdigest()))
