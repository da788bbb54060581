"""The desk's page for tokens of the API: make one, see when each was used, end one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from glossary.errors import ConflictError, GlossaryError, StoreError
from proxy.api.scopes import NEEDS, Scope
from proxy.api.tokens import TokenStore
from proxy.desk.area import Area
from proxy.desk.asked import Asked
from proxy.desk.formats import Formats
from proxy.desk.parts import DeskParts
from proxy.desk.rendering import Pages, see_other
from proxy.desk.routes import Route

_PAGE: Final = "/api-tokens"
_DAYS: Final = (30, 90, 365, 0)
_DAY: Final = 86_400
_SMALL: Final = 16_384


@dataclass(frozen=True, slots=True)
class TokenPages:
    """The pages."""

    pages: Pages
    tokens: TokenStore

    async def show(self, asked: Asked) -> web.Response:
        """The tokens of who asks, and the form for a new one."""
        return await self._page(asked)

    async def make(self, asked: Asked) -> web.Response:
        """Make a token, and show it this once."""
        form = await asked.form()
        given = (await asked.request.post()).getall("scope", [])
        scopes = frozenset(scope for scope in Scope if scope.value in given)
        days = next((each for each in _DAYS if str(each) == form.get("days")), _DAYS[0])
        ends_at = int(self.tokens.clock()) + days * _DAY if days else 0
        try:
            token = await asyncio.to_thread(self.tokens.make, asked.account, form.get("name", ""), scopes, ends_at)
        except (StoreError, ConflictError):
            raise
        except GlossaryError as error:
            return await self._page(asked, status=422, error=str(error), form=form, chosen=scopes)
        return await self._page(asked, token=token)

    async def end(self, asked: Asked) -> web.Response:
        """End a token."""
        await asyncio.to_thread(self.tokens.take_back, asked.params["token"], asked.account)
        return see_other(_PAGE)

    async def _page(
        self,
        asked: Asked,
        *,
        status: int = 200,
        token: str = "",
        error: str = "",
        form: Mapping[str, str] | None = None,
        chosen: frozenset[Scope] = frozenset(),
    ) -> web.Response:
        mine = await asyncio.to_thread(self.tokens.of, asked.account.id)
        allowed = [scope for scope in Scope if asked.may(NEEDS[scope])]
        return self.pages.page(
            asked, "api/tokens.html", status=status, mine=mine, scopes=allowed, days=_DAYS, token=token, error=error,
            form=form or {}, chosen=chosen, now=int(self.tokens.clock()),
            show=Formats(asked.language),
        )  # fmt: skip


def tokens_area(parts: DeskParts, tokens: TokenStore) -> Area:
    """The area; everybody who may sign in may have tokens, which can do no more than their account."""
    own = TokenPages(parts.pages, tokens)
    return Area(
        "api",
        (
            Route("GET", _PAGE, own.show),
            Route("POST", _PAGE, own.make, largest=_SMALL),
            Route("POST", _PAGE + "/{token}/end", own.end, largest=_SMALL),
        ),
    )
