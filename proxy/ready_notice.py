"""Tells the service manager that the proxy is ready: sd_notify(3), for units of `Type=notify`."""

import socket
from collections.abc import Mapping


def tell_ready(environment: Mapping[str, str]) -> bool:
    """Send READY=1 to `NOTIFY_SOCKET`; tells whether there was somebody to tell. Raises nothing."""
    name = environment.get("NOTIFY_SOCKET", "")
    if not name:
        return False
    address = "\0" + name[1:] if name.startswith("@") else name  # unix(7): an abstract socket begins with a null byte
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notice:
            notice.sendto(b"READY=1", address)
    except OSError:
        return False
    return True
