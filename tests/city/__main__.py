"""Runs the city alone: `python -m city --port 8801`."""

from __future__ import annotations

import argparse
import logging

from aiohttp import web

from city.app import create_app


def main() -> None:
    """Read the command line and serve until interrupted."""
    parser = argparse.ArgumentParser(prog="city", description="Die Website der Stadt Ruhrhafen")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8801)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    web.run_app(create_app(), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
