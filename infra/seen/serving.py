"""The port that Prometheus asks, beside the service itself and never part of it. Called by the doors."""

import contextlib
from collections.abc import Iterator
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, start_http_server

from infra.refusal import StartError


@contextlib.contextmanager
def served(registry: CollectorRegistry, host: str, port: int) -> Iterator[None]:
    """Answer `/metrics` on that port within the block, from a thread of its own. Raises `StartError`."""
    try:
        server, thread = start_http_server(port, host, registry)
    except OSError as error:
        raise StartError(f"metrics can't be served on {host}:{port}: {error.strerror}") from error
    try:
        yield
    finally:
        _end(server)
        thread.join()


def _end(server: WSGIServer) -> None:
    server.shutdown()
    server.server_close()
