"""The demo's four addresses on this machine, counted from the one the person chose."""

import socket
from dataclasses import dataclass

from config.embedded.places import CannotStart

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Ports:
    """Pages and sockets on `site`; the stand-in for MitID, the mail catcher and its page on the next."""

    site: int

    @property
    def site_url(self) -> str:
        return f"http://{HOST}:{self.site}/"

    @property
    def identity(self) -> int:
        return self.site + 1

    @property
    def smtp(self) -> int:
        return self.site + 2

    @property
    def mail_page(self) -> int:
        return self.site + 3

    def require_free(self) -> None:
        """Raises CannotStart before anything has started when somebody already answers on one of them."""
        if not 1024 <= self.site <= 65532:
            raise CannotStart(f"PORT must be between 1024 and 65532, not {self.site}.")
        taken = [port for port in (self.site, self.identity, self.smtp, self.mail_page) if _taken(port)]
        if taken:
            numbers = " and ".join(map(str, taken))
            raise CannotStart(f"Port {numbers} is already in use; try `make demo PORT={self.site + 10}`.")


def _taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False
