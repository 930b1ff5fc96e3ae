"""The managed local server: a real Neo4j with Graph Data Science, fetched once and run on loopback."""

from graph.server.lifecycle import ServerStatus, down, status, up
from graph.server.options import ServerOptions, default_cache

__all__ = ["ServerOptions", "ServerStatus", "default_cache", "down", "status", "up"]
