"""A new password that somebody types: compared with the rules, and kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from proxy.desk.accounts.password_rules import problem_of
from proxy.desk.accounts.records import Record
from proxy.desk.accounts.services import Services
from proxy.desk.asked import Asked


@dataclass(frozen=True, slots=True)
class Choosing:
    """Passwords as they are chosen."""

    services: Services

    @property
    def shortest(self) -> int:
        """The fewest characters."""
        return self.services.parts.proxy.settings.desk.password_length

    def problem(self, asked: Asked, password: str, name: str) -> str:
        """Why the password is not taken; "" if it is."""
        settings = self.services.parts.proxy.settings
        host = self.services.parts.proxy.site.visitor(asked.request).host
        site = (host, urlsplit(settings.server.public_url or "").netloc, urlsplit(settings.origin.url).netloc)
        return problem_of(password, self.shortest, (name, *site))

    async def keep(self, record: Record, password: str) -> None:
        """Set the password, and end every session of the account."""
        kept = await self.services.passwords.hash(password)
        await asyncio.to_thread(self.services.accounts.set, record.id, "account.password", record.name, password=kept)
        await asyncio.to_thread(self.services.sessions.end_all, record.id)
