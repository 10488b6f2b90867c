"""`python -m config.demo [--port N] [--home DIR] [--reset]`: the whole product on this machine until Ctrl-C."""

import argparse
import os
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

from config.demo import keys
from config.demo.children import Children
from config.demo.ports import HOST, Ports
from config.demo.restarts import KeptServers
from config.embedded import launcher
from config.embedded.launcher import Running
from config.embedded.places import CannotStart
from config.embedded.process import interrupt_once, wait_until

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var" / "demo"
FIRST_PAGE_SECONDS = 60.0


def main() -> int:
    """0 after Ctrl-C or SIGTERM, 1 with one sentence when it cannot start or cannot go on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--home", type=Path, default=HOME, help="where the demo keeps its data and logs")
    parser.add_argument("--reset", action="store_true", help="forget everything and load the demo anew")
    chosen = parser.parse_args()
    try:
        with interrupt_once():
            serve(Ports(chosen.port), chosen.home.resolve(), reset=chosen.reset)
    except KeyboardInterrupt:
        say("Stopped.")
        return 0
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return 1


def serve(ports: Ports, home: Path, *, reset: bool) -> NoReturn:
    """Never returns: ends by KeyboardInterrupt or CannotStart, with everything it started ended first.

    1. Refuse what cannot work before anything starts.
    2. Servers; then the tables while the site already loads its code; then the first page answers.
    3. The municipality, unless the database holds it whole. No worker yet: the past sends no mail.
    4. The rest of the processes, who one can be, and watching over them.
    """
    began = time.monotonic()
    ports.require_free()
    require_frontend()
    start_over(home, reset=reset)
    say("Starting PostgreSQL and Valkey …")
    with ExitStack() as stack:
        servers = stack.enter_context(launcher.running(home, durable=True))
        children = Children(cwd=ROOT, env=environment(ports, servers, home), logs=home / "log")
        stack.enter_context(children)
        children.keep("site", "-m", "daphne", "-b", HOST, "-p", str(ports.site), "config.asgi:application")
        children.run("manage.py", "migrate", "--verbosity", "0")
        wait_for_page(children, ports)
        say(f"The site answers at {ports.site_url} (first page after {time.monotonic() - began:.1f} s).")
        load(children)
        start_the_rest(children, ports, home)
        children.run("manage.py", "demo_personas")
        say(welcome(ports, home))
        watch(children, servers)


def start_over(home: Path, *, reset: bool) -> None:
    if not reset:
        return
    if os.environ.get("DATABASE_URL"):
        raise CannotStart("RESET=1 only empties the demo's own database; DATABASE_URL names one of yours.")
    say("Starting over with an empty database …")
    launcher.erase(home)


def require_frontend() -> None:
    if not (ROOT / "frontend" / "dist" / ".vite" / "manifest.json").exists():
        raise CannotStart("The front end has not been built; run `make frontend` first.")


def environment(ports: Ports, servers: Running, home: Path) -> dict[str, str]:
    """What the children need to find each other."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATABASE_URL": servers.urls.database_url,
        "REDIS_URL": servers.urls.redis_url,
        "PORT": str(ports.site),
        "DEMO_IDENTITY_PORT": str(ports.identity),
        "DEMO_MAIL_PORT": str(ports.smtp),
        "DEMO_SIMULATORS_PORT": str(ports.simulators),
        "DEMO_PUSH_KEY": keys.push_key(home),
        "PYTHONUNBUFFERED": "1",
    }


def load(children: Children) -> None:
    """The database itself knows whether it holds a whole demo (config/scenario/demo.py).

    What a killed start left half-loaded is worth nothing: in our own database it goes, in one of the user's a sentence
    says what to do.
    """
    ours = [] if os.environ.get("DATABASE_URL") else ["--reset"]
    children.run("manage.py", "load_demo", "--unless-loaded", *ours)


def start_the_rest(children: Children, ports: Ports, home: Path) -> None:
    """What stands in for the world outside (`manage.py demo_stand_ins`), and one worker with the clock in it."""
    told = ["--site-port", str(ports.site), "--mail-folder", str(home / "mail")]
    children.keep("stand-ins", "manage.py", "demo_stand_ins", *told)
    worker = [
        "--pool",
        "threads",
        "--concurrency",
        "4",
        "-B",
        "-s",
        str(home / "beat-schedule"),
        "-l",
        "WARNING",
    ]
    children.keep("worker", "-m", "celery", "-A", "config.celery", "worker", *worker)


def wait_for_page(children: Children, ports: Ports) -> None:
    """Raises CannotStart when the site does not serve a page in time."""

    def answers() -> bool:
        children.watch()
        try:
            with urllib.request.urlopen(ports.site_url, timeout=10) as page:  # noqa: S310 - our own address
                return bool(page.status == 200)
        except urllib.error.HTTPError as refused:
            raise CannotStart(f"The first page answered {refused.code}; see {children.logs}/site.log.") from None
        except OSError:
            return False

    if not wait_until(answers, seconds=FIRST_PAGE_SECONDS):
        raise CannotStart(f"No page within {FIRST_PAGE_SECONDS:.0f} seconds; see {children.logs}/site.log.")


def welcome(ports: Ports, home: Path) -> str:
    return (
        f"\nRød Tråd is ready at {ports.site_url}\n"
        f"  Log in with Test-MitID as any of the people above, one click each.\n"
        f"  E-mail that would have been sent: http://{HOST}:{ports.mail_page}/\n"
        f"  SMS, Digital Post and notices to phones, simulated: http://{HOST}:{ports.simulators}/\n"
        f"  Logs: {home}/log · Ctrl-C stops everything · the data stays until `make demo RESET=1`"
    )


def watch(children: Children, servers: Running) -> NoReturn:
    kept = KeptServers(servers)
    while True:
        time.sleep(0.5)
        kept.watch()
        children.watch()


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
