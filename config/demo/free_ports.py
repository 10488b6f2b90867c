"""Whether the demo's five ports are free. `make demo` asks before it builds anything, so nothing here needs a package.

Nor anything of ours: `config` itself needs packages.
"""

import socket
import sys

HOST = "127.0.0.1"
PORTS = 5
"""The chosen one and those after it: see config/demo/ports.py."""


def refusal(first: int) -> str:
    """Why the demo cannot use ``first`` and the ports after it; empty when it can."""
    if not 1024 <= first <= 65536 - PORTS:
        return f"PORT must be between 1024 and {65536 - PORTS}, not {first}."
    taken = [str(port) for port in range(first, first + PORTS) if _taken(port)]
    if taken:
        return f"Port {' and '.join(taken)} is already in use; try `make demo PORT={_other(first)}`."
    return ""


def _other(first: int) -> int:
    return first + 10 if first + 10 <= 65536 - PORTS else first - 10


def _taken(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    if not sys.argv[1].isdecimal():
        sys.exit(f"PORT must be a number, not {sys.argv[1]}.")
    sys.exit(refusal(int(sys.argv[1])) or 0)
