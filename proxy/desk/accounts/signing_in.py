"""The pages to come in and to leave."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Final

from aiohttp import web

from proxy.desk.accounts.attempts import OF_CODE
from proxy.desk.accounts.cookies import DEVICE, SESSION
from proxy.desk.accounts.passwords import BusyError
from proxy.desk.accounts.records import Record
from proxy.desk.accounts.services import BY_PASSWORD, Services
from proxy.desk.accounts.sessions import Stage, Visit
from proxy.desk.asked import Asked
from proxy.desk.rendering import see_other

_PLACE: Final = re.compile(r"/(?!/)[!-\[\]-~]*")  # no backslash: browsers read it as a slash
SINGLE_PROBLEMS: Final = ("single", "single-no-role", "single-name-taken", "single-disabled")
"""What the form can say of the single sign-on."""
_BUSY_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form to sign in says: where to go on, the name that was given, and what went wrong."""

    to: str
    name: str = ""
    problem: str = ""
    wait: int = 0
    status: int = 200


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Sign-in by name, password and second factor, and sign-out."""

    services: Services

    async def page(self, asked: Asked) -> web.StreamResponse:
        """The form; who has signed in already is led on."""
        to = place_of(asked.query("to"))
        if asked.session is not None:
            return see_other(to)
        return await self._form(asked, Shown(to, problem=_of_single(asked.query("problem"))))

    async def submit(self, asked: Asked) -> web.StreamResponse:
        """Compare name and password; whatever is wrong, the answer and the time it takes are the same."""
        form = await asked.form()
        name, shown = form.get("name", ""), Shown(place_of(form.get("to", "")), form.get("name", ""))
        if not self.services.takes_passwords:
            return await self._form(asked, shown)
        record = await asyncio.to_thread(self.services.accounts.named, name)
        usable = record if record is not None and not record.draft.disabled else None
        device = DEVICE.read(asked.request.cookies, secure=asked.secure)
        keys = await asyncio.to_thread(
            self.services.attempts.keys, name, usable.id if usable else "", asked.client, device
        )
        wait = await asyncio.to_thread(self.services.attempts.take, keys)
        if wait:
            return await self._form(asked, replace(shown, problem="slow", wait=wait, status=429))
        try:
            right = await self.services.passwords.matches(usable.password if usable else "", form.get("password", ""))
        except BusyError:
            return await self._form(asked, replace(shown, problem="busy", wait=_BUSY_SECONDS, status=503))
        if usable is None or not right:
            return await self._form(asked, replace(shown, problem="wrong", status=403))
        await asyncio.to_thread(self.services.attempts.succeeded, keys)
        await self._renew_hash(usable, form.get("password", ""))
        return await self.services.enter(asked, usable, BY_PASSWORD, shown.to)

    async def second_factor_page(self, asked: Asked) -> web.StreamResponse:
        """The form for the code."""
        visit = await self.services.own(asked, Stage.SECOND_FACTOR)
        return self._code_form(asked, Shown(place_of(asked.query("to")))) if visit else see_other("/sign-in")

    async def second_factor(self, asked: Asked) -> web.StreamResponse:
        """Compare the code, or a recovery code."""
        visit = await self.services.own(asked, Stage.SECOND_FACTOR)
        if visit is None:
            return see_other("/sign-in")
        form = await asked.form()
        shown, keys = Shown(place_of(form.get("to", ""))), {f"code {visit.record.id}": OF_CODE}
        wait = await asyncio.to_thread(self.services.attempts.take, keys)
        if wait:
            return self._code_form(asked, replace(shown, problem="slow", wait=wait, status=429))
        if not await asyncio.to_thread(self.services.factors.accepts, visit.record.id, form.get("code", "")):
            return self._code_form(asked, replace(shown, problem="code", status=403))
        await asyncio.to_thread(self.services.attempts.succeeded, keys)
        return await self.services.complete(asked, visit.record, visit.signed_in_by, see_other(shown.to))

    async def leave(self, asked: Asked) -> web.StreamResponse:
        """End the session; the single sign-on is left only by a link on the next page."""
        visit: Visit | None = await self.services.visit(asked.request, secure=asked.secure)
        if visit is not None:
            await asyncio.to_thread(self.services.sessions.end, visit.record.id, visit.id)
        single = visit is not None and visit.signed_in_by != BY_PASSWORD
        response = see_other("/signed-out?single=yes" if single else "/signed-out")
        SESSION.clear(response, secure=asked.secure)
        return response

    async def left_page(self, asked: Asked) -> web.StreamResponse:
        """What is said to who has left."""
        return self.services.parts.pages.page(asked, "accounts/signed_out.html", single=asked.query("single") == "yes")

    async def _renew_hash(self, record: Record, password: str) -> None:
        if self.services.passwords.is_outdated(record.password):
            kept = await self.services.passwords.hash(password)
            await asyncio.to_thread(self.services.accounts.set, record.id, "", record.name, password=kept)

    async def _form(self, asked: Asked, shown: Shown) -> web.Response:
        empty = not await asyncio.to_thread(self.services.accounts.any)
        settings = self.services.parts.proxy.settings.sign_on
        return self._answer(asked, "accounts/sign_in.html", shown, empty=empty, single=settings)

    def _code_form(self, asked: Asked, shown: Shown) -> web.Response:
        return self._answer(asked, "accounts/second_factor.html", shown)

    def _answer(self, asked: Asked, template: str, shown: Shown, /, **values: object) -> web.Response:
        minutes = -(-shown.wait // 60)
        response = self.services.parts.pages.page(
            asked, template, status=shown.status, shown=shown, minutes=minutes, **values
        )
        if shown.wait:
            response.headers["Retry-After"] = str(shown.wait)
        return response


def _of_single(problem: str) -> str:
    return problem if problem in SINGLE_PROBLEMS else ""


def place_of(given: str) -> str:
    """Where to go on after signing in: a path of the desk, and never another site."""
    return given if _PLACE.fullmatch(given) else "/"
