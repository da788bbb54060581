"""Error pages in German instead of the server's own short texts."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from city.rendering import render

TEXTS = {
    403: ("Zugriff verweigert", "Für diese Seite fehlt Ihnen die Berechtigung."),
    404: (
        "Seite nicht gefunden",
        "Die gewünschte Seite gibt es nicht oder nicht mehr. Vielleicht ist sie umgezogen.",
    ),
    405: ("Methode nicht erlaubt", "Diese Seite kann so nicht aufgerufen werden."),
    410: ("Inhalt entfernt", "Diese Seite haben wir dauerhaft aus dem Angebot genommen."),
    413: ("Datei zu groß", "Bitte senden Sie höchstens 64 MB auf einmal."),
    500: (
        "Interner Fehler",
        "Bei uns ist ein Fehler aufgetreten. Unsere Technik ist informiert; bitte versuchen Sie es später noch einmal.",
    ),
    503: (
        "Wartungsarbeiten",
        "Der Dienst steht zurzeit nicht zur Verfügung. Wir sind gleich wieder für Sie da.",
    ),
}


@web.middleware
async def friendly_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give every bare error a page with menu and search."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status not in TEXTS:
            raise
        headers = {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}
        return error_page(request, error.status, headers)


def error_page(request: web.Request, status: int, headers: dict[str, str] | None = None) -> web.Response:
    """The page for one status."""
    title, message = TEXTS[status]
    context = {"title": title, "message": message, "code": f"HTTP-{status}"}
    text = render(request, "fehler.html", context)
    response = web.Response(text=text, status=status, content_type="text/html", headers=headers)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "de"
    return response
