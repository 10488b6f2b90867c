"""Runs the demo provider on this machine, in a process of its own or in a thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import TCPServer, ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from journey.identity.checks import is_loopback
from journey.identity.demo.application import DemoProvider


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep silent: addresses carry codes and states."""


class ProviderServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    provider: DemoProvider

    def server_bind(self) -> None:
        """Bind without the name look-up of the base class, which can hang on a machine without network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]
        self.setup_environ()


def serve(host: str, port: int, application: Callable[[str], DemoProvider] = DemoProvider) -> ProviderServer:
    """A bound server that waits for ``serve_forever``; port 0 takes a free one.

    ``application`` makes the provider from its issuer address. ValueError for a host that others can reach.
    """
    if not is_loopback(host):
        raise ValueError(f"The demo identity provider only answers on this machine, not on {host!r}.")
    server = ProviderServer((host, port), QuietHandler)
    server.provider = application(f"http://{host}:{server.server_port}")
    server.set_app(server.provider)
    return server


@contextmanager
def running_in_thread(
    application: Callable[[str], DemoProvider] = DemoProvider, *, port: int = 0
) -> Iterator[DemoProvider]:
    """A provider while the block runs, on a free port unless one is named; its address is ``.issuer``."""
    server = serve("127.0.0.1", port, application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
