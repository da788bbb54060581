"""One operation of the API: its address, what it takes and gives, who may call it, and who does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from proxy.api.scopes import Scope
from proxy.desk.permissions import Account

M = TypeVar("M", bound=BaseModel)


class Model(BaseModel):
    """What is taken or given: frozen, and nothing in it that is not described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Model):
    """An empty object."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a token, and the account that it acts for."""

    token: str
    """Its id, which lets nobody in."""
    account: Account
    scopes: frozenset[Scope]


@dataclass(frozen=True, slots=True)
class Call:
    """One call, checked against the operation's description."""

    caller: Caller | None
    asked: BaseModel
    body: BaseModel

    def query(self, kind: type[M]) -> M:
        """The values of path and query."""
        return _as(self.asked, kind)

    def content(self, kind: type[M]) -> M:
        """The body."""
        return _as(self.body, kind)

    @property
    def who(self) -> str:
        """What history and audit log say."""
        return self.known.account.name

    @property
    def known(self) -> Caller:
        """Who calls; only where the operation has a scope."""
        if self.caller is None:
            message = "an operation without a scope asked who calls"
            raise RuntimeError(message)
        return self.caller


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` is below the API's place; its variable parts and the query are the fields of `asks`."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    handle: Callable[[Call], Awaitable[BaseModel]]
    gives: type[BaseModel]
    scope: Scope | None
    """None: for everybody."""
    takes: type[BaseModel] | None = None
    asks: type[BaseModel] = Nothing
    status: int = 200
    problems: tuple[int, ...] = ()
    """Besides 400, 401, 403, 413, 415, 429 and 503, which any call can meet."""


def _as(value: BaseModel, kind: type[M]) -> M:
    if not isinstance(value, kind):
        message = f"the operation takes {type(value).__name__}, not {kind.__name__}"
        raise TypeError(message)
    return value
