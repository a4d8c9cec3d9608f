"""Who holds a port."""

import psutil

from course.services.base import Service
from course.settings import settings


def holder(port: int) -> psutil.Process | None:
    """The process that listens on a TCP port of this machine; None when it is free.

    Raises `PermissionError` when it is held by somebody whose processes we may not see.
    """
    for connection in psutil.net_connections("tcp"):
        if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
            if connection.pid is None:
                raise PermissionError(port)
            return psutil.Process(connection.pid)
    return None


def tcp_ports(service: Service) -> list[tuple[str, int]]:
    """The service's TCP ports with the names of their variables in .env."""
    names = [name for name in service.ports if name != "statsd_port"]  # the one that is UDP
    return [(name.upper(), int(getattr(settings, name))) for name in names]
