"""Ports: one that nothing listens on."""

import socket

from graph.server.configuration import HOST


def free_port(preferred: int) -> int:
    """The preferred port where it is free on loopback, else any free one."""
    for port in (preferred, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return int(listener.getsockname()[1])
    raise OSError("no port is free on loopback")
