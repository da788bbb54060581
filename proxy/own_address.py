"""Where the proxy is reached from the machine that it runs on."""

from proxy.settings import Settings


def own_address(settings: Settings) -> str:
    """Scheme, host and port."""
    host = settings.server.host
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 where it listens
    return f"http://{shown}:{settings.server.port}"
