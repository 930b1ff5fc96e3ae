"""The preferred port where it is free, and another where it is not."""

import socket

from graph.server.port import free_port


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def test_a_free_port_is_kept() -> None:
    with _listen() as listener:
        port = listener.getsockname()[1]
    assert free_port(port) == port


def test_a_taken_port_is_left() -> None:
    with _listen() as listener:
        taken = listener.getsockname()[1]
        assert free_port(taken) not in {0, taken}
