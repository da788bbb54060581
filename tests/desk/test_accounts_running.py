"""The desk runs beside the website, and clients of tests have signed in."""

from __future__ import annotations

from pathlib import Path

from desk.running import running_desk


async def test_a_client_that_signed_in_is_known_and_a_stranger_is_led_to_the_form(tmp_path: Path) -> None:
    async with running_desk(tmp_path) as desk, desk.client("editor") as editor, desk.stranger() as stranger:
        async with editor.get("/sign-in") as got:
            assert got.status == 303
            assert got.headers["Location"] == "/.stadtlotse/desk/"
        async with stranger.get("/sign-in") as got:
            assert got.status == 200
            assert 'name="password"' in await got.text()
        async with editor.post("/sign-out") as got:
            assert got.status == 303
        async with editor.get("/sign-in") as got:
            assert got.status == 200
        async with stranger.http.get(f"{desk.url}/tr/") as got:
            assert got.status == 200
