"""The demo's five addresses on this machine, counted from the one the person chose."""

from dataclasses import dataclass

from config.demo.free_ports import HOST, refusal
from config.embedded.places import CannotStart

__all__ = ["HOST", "Ports"]


@dataclass(frozen=True)
class Ports:
    """Pages and sockets on `site`; on the next the stand-in for MitID, the mail catcher, its page, the simulators."""

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

    @property
    def simulators(self) -> int:
        return self.site + 4

    def require_free(self) -> None:
        """Raises CannotStart before anything has started when somebody already answers on one of them."""
        if refused := refusal(self.site):
            raise CannotStart(refused)
