"""Things that stay open: WebSockets (echo and a small German chat) and server-sent events."""

from __future__ import annotations

import asyncio

from aiohttp import WSMsgType, web

from city.technical import number

MESSAGES = (
    "Der Rheinpegel steigt auf 4,12 Meter.",
    "Die Linie 903 fährt wieder nach Plan.",
    "Am Burgplatz ist ein Schlüssel gefunden worden.",
    "Wartenummer S101, bitte Zimmer 3.",
)
ANSWERS = {
    "hallo": "Guten Tag! Wie kann ich Ihnen helfen?",
    "öffnungszeiten": "Wir haben montags von 8 bis 16 Uhr geöffnet.",
    "termin": "Termine buchen Sie unter /termin/.",
}


def routes() -> list[web.RouteDef]:
    """Echo, chat, events."""
    return [
        web.get("/technik/ws-echo", echo),
        web.get("/technik/ws-chat", chat),
        web.get("/technik/ereignisse", events),
    ]


async def echo(request: web.Request) -> web.StreamResponse:
    """Says everything again, text as text, bytes as bytes."""
    socket = web.WebSocketResponse(protocols=("stadt.echo.v1",), max_msg_size=16 * 1024 * 1024)
    await socket.prepare(request)
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            await socket.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await socket.send_bytes(message.data)
    return socket


async def chat(request: web.Request) -> web.StreamResponse:
    """Greets, answers the first word it knows, says good-bye on `tschüss`."""
    socket = web.WebSocketResponse(heartbeat=30)
    await socket.prepare(request)
    await socket.send_json({"von": "Stadt", "text": "Willkommen im Chat der Stadt Ruhrhafen."})
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        words = message.data.lower()
        if "tschüss" in words:
            await socket.send_json({"von": "Stadt", "text": "Auf Wiedersehen!"})
            await socket.close(code=4000, message="Gespräch beendet".encode())
            break
        answer = next((text for word, text in ANSWERS.items() if word in words), "Das habe ich nicht verstanden.")
        await socket.send_json({"von": "Stadt", "text": answer, "frage": message.data})
    return socket


async def events(request: web.Request) -> web.StreamResponse:
    """`?anzahl=4&pause=0.2`: German messages as server-sent events, with ids, a comment and a named event."""
    count, pause = int(number(request, "anzahl", 4, 1000)), number(request, "pause", 0.2, 10)
    headers = {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-cache",
        "X-Accel-Buffering": "no",
    }
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(b": Meldungen der Stadt\nretry: 3000\n\n")
    start = request.headers.get("Last-Event-ID", "0")
    first = int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 0
    for at in range(first, first + count):
        name = "event: meldung\n" if at % 2 else ""
        await response.write(f"id: {at + 1}\n{name}data: {MESSAGES[at % len(MESSAGES)]}\n\n".encode())
        await asyncio.sleep(pause)
    return response
