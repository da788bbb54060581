"""How much one client may ask of the form: known by a keyed hash that is in memory alone, and new with every start."""

from __future__ import annotations

import hashlib
from typing import Final

from proxy.addresses import subscriber
from proxy.settings import ReportSettings
from proxy.token_bucket import Buckets, Monotonic

_HOUR: Final = 3600.0
_FORMS_PER_SECOND: Final = 0.5  # each asks the website for a page
_FORMS: Final = 30.0


class Limits:
    """The buckets of one process; a client whose address is not known is held back by the limit for all alone."""

    def __init__(self, settings: ReportSettings, salt: bytes, clock: Monotonic) -> None:
        """`salt` keeps the hashes from being traced back."""
        self._salt = salt
        self._reports = Buckets(settings.per_client_hour / _HOUR, settings.per_client, settings.clients, clock)
        self._forms = Buckets(_FORMS_PER_SECOND, _FORMS, settings.clients, clock)

    def may_look(self, client: str) -> bool:
        """Whether a client gets the form."""
        return not client or self._forms.of(self._hashed(client)).take()

    def may_send(self, client: str) -> bool:
        """Whether a report of a client is taken."""
        return not client or self._reports.of(self._hashed(client)).take()

    def _hashed(self, client: str) -> str:
        return hashlib.blake2b(subscriber(client).encode(), key=self._salt, digest_size=16).hexdigest()
