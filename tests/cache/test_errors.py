"""The tree of errors. Each error is provoked where it arises; here is what it tells."""

from pathlib import Path

import pytest

from cache.errors import CacheError, DamagedValueError, StoreUnusableError


@pytest.mark.parametrize("error", [StoreUnusableError, DamagedValueError])
def test_one_base(error: type[Exception]) -> None:
    """Whoever catches the base catches all."""
    assert issubclass(error, CacheError)


def test_unusable_folder() -> None:
    """The message names the folder, the reason and what to do; the error carries the folder."""
    error = StoreUnusableError(Path("/srv/cache"), "disk full")
    assert error.folder == Path("/srv/cache")
    assert str(error) == "cache folder /srv/cache cannot be used (disk full); check owner, rights and free space"
