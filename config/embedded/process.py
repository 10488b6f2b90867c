"""Starting and ending single processes so that none is left behind. Only processes we started, by number."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1


@contextmanager
def interrupt_once() -> Iterator[None]:
    """Ctrl-C and SIGTERM become one KeyboardInterrupt; later ones are ignored, so that ending can end."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(*_: object) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def start(
    command: Sequence[str | Path],
    *,
    on_our_death: signal.Signals,
    cwd: Path,
    log: IO[bytes] | int | None = None,
    env: Mapping[str, str] | None = None,
    run_as: Mapping[str, Any] | None = None,
) -> subprocess.Popen[bytes]:
    """Starts `command` in a session of its own, so that Ctrl-C reaches only us and we end things in order.

    On Linux the kernel sends `on_our_death` when we die without a chance to clean up. Call from the main
    thread: the kernel watches the thread that started the process, and forking beside others is unsafe.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with_parent(on_our_death),  # noqa: PLW1509 - see above
        **(run_as or {}),
    )


def end(child: subprocess.Popen[bytes], steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Sends each signal and waits its seconds, until the child is gone; then clears its process group.

    The group goes too because a worker may have children of its own (the clock beside the Celery worker).
    """
    for number, seconds in [*steps, (signal.SIGKILL, 5.0)]:
        if child.poll() is None:
            child.send_signal(number)
            gone_within(child, seconds)
    clear_group(child)


def gone_within(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Waits for the child to end; False when it is still there after `seconds`."""
    try:
        child.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        return False
    return True


def clear_group(child: subprocess.Popen[bytes]) -> None:
    """Ends what a dead child left in its process group."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_leftover(pid_file: Path, *, mark: str, how: signal.Signals) -> None:
    """Ends the server of an earlier start of ours that was cut off, and removes its pid file.

    Only a process whose command line carries `mark` (a path that only we use) is ours: numbers are reused.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    if mark in command_line(pid):
        os.kill(pid, how)
        wait_until(lambda: mark not in command_line(pid), seconds=20)
    pid_file.unlink(missing_ok=True)


def command_line(pid: int) -> str:
    """The command line of a process, empty when there is no such process."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True)
    return asked.stdout.decode(errors="replace")


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Asks `condition` every 20 ms until it holds or the time is up; tells which."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded here: after the fork only the call itself is safe
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel
