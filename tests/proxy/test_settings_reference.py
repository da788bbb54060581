"""The page of settings is the table of settings."""

from pathlib import Path

from proxy.settings_reference import reference


def test_page_is_current() -> None:
    """docs/settings.md is what the table says; `python -m proxy.settings_reference > docs/settings.md` mends it."""
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text("utf-8") == reference()


def test_every_setting_has_a_meaning() -> None:
    """No setting goes without a description."""
    assert "| None |" not in reference()
