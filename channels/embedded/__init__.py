"""Embedded servers: a real PostgreSQL and a real Redis as children of our own, where no address of one is set."""

from channels.embedded.servers import EmbeddedServers, embedded_servers

__all__ = ["EmbeddedServers", "embedded_servers"]
