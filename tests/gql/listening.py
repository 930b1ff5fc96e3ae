"""A real server on a port of loopback, in a thread of its own, for tests that need the network."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from gql.server import application
from gql.settings import ServerSettings
from gql.transport import web_server


@contextmanager
def listening(settings: ServerSettings) -> Iterator[int]:
    """Serve as `kith serve` does until the block ends; gives the port."""
    server = web_server(application(settings), settings.transport)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
