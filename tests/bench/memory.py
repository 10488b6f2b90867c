"""What processes take: proportional set size, in which a page that several share counts once in all."""

from pathlib import Path

PROC = Path("/proc")


def pss_mib(pid: int) -> float:
    """Of one process. Raises OSError where the kernel does not tell (anything but Linux)."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def family(pid: int) -> set[int]:
    """The process and everything that it, or what it started, has started and that still runs."""
    parents = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue  # it ended between the listing and the reading
        parents[int(name.split()[0])] = int(rest.split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def family_mib(pid: int) -> float:
    return sum(pss_mib(one) for one in family(pid))
