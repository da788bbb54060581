"""The sample city through the proxy: German pages are the same bytes, everything else works under a prefix."""

import hashlib

import pytest
from aiohttp import FormData
from city.app import SITE_PATHS, create_app
from loopback import proxy, serving


def same_token(_length: int = 0) -> str:
    """Tokens that do not tell two answers apart."""
    return "token"


async def test_german_pages_are_the_citys_bytes() -> None:
    """Law 1: every page of the city comes with its bytes, status and headers."""
    async with serving(create_app(tokens=same_token)) as origin, proxy(origin) as city:
        for path in SITE_PATHS:
            headers = {"Accept-Encoding": "gzip"}
            passed = await city.ask(path, headers=headers)
            async with city.client.get(
                origin + path, headers={**headers, "Host": f"127.0.0.1:{city.port}"}, allow_redirects=False
            ) as direct:
                assert (passed.status, passed.body) == (direct.status, await direct.read()), path
                kept = [(name.decode(), value.decode()) for name, value in direct.raw_headers]
            unlike = {"cache-status", "date", "set-cookie", "via"}
            assert [pair for pair in passed.headers if pair[0].lower() not in unlike] == [
                pair for pair in kept if pair[0].lower() not in unlike
            ], path


@pytest.mark.parametrize("language", ["tr", "ar"])
async def test_pages_reach_the_translator_whole(language: str) -> None:
    """Every page under a prefix comes to the translator as the city sent it."""
    async with serving(create_app(tokens=same_token)) as origin, proxy(origin) as city:
        for path in SITE_PATHS:
            answer = await city.ask(f"/{language}{path}", headers={"Accept-Encoding": "gzip, br"})
            assert answer.status < 400, path
            if answer.status == 200:
                page, view = city.translator.seen[-1]
                assert page.url == city.url + path
                assert hashlib.sha256(page.body).hexdigest()
                assert view.language == language
            else:
                assert answer["Location"].startswith((f"/{language}/", f"{city.url}/{language}/")), path


async def test_unknown_page() -> None:
    """An error page is a page."""
    async with serving(create_app()) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/gibt-es-nicht")
        assert (answer.status, answer["Content-Language"]) == (404, "tr")


async def test_form_without_its_token_is_refused_by_the_city() -> None:
    """A form is sent on as it is: what the city refuses, it refuses under a prefix too."""
    async with serving(create_app()) as origin, proxy(origin) as city:
        answer = await city.ask("/tr/maengelmelder/", method="POST", data=FormData({"art": "Laterne"}))
        assert answer.status >= 400
