"""A database for one run: copied from a migrated template that is kept between runs, and dropped afterwards."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

_LOCK = 7_346_215
"""Advisory lock: two runs at once build the template only once."""
_numbers = count(1)


class NoDatabase(Exception):
    """No PostgreSQL answers, or it does not let us make databases; carries one sentence."""


@contextmanager
def throwaway_database(say: Callable[[str], object]) -> Iterator[str]:
    """The default connection points to a fresh migrated database inside the block; it is gone afterwards.

    Also after Ctrl-C. What a killed run left behind is dropped by the next one. `say` hears of work that takes long.
    Raises NoDatabase.
    """
    base = _base_name()
    name = f"{base}_scenario_run_{os.getpid()}_{next(_numbers)}"
    with admin_connection() as admin:
        template = _ready_template(admin, base, say)
        _drop_leftovers(admin, base)
        _create(admin, name, template)
    try:
        with _pointing_to(name):
            yield name
    finally:
        with admin_connection() as admin:
            _drop(admin, name, force=True)


def is_reachable() -> bool:
    """Whether the configured server answers."""
    try:
        admin_connection().close()
    except NoDatabase:
        return False
    return True


def template_name() -> str:
    """The database that a run is copied from; another one whenever a migration changes."""
    return f"{_base_name()}_scenario_template_{_migrations_mark()}"


def _base_name() -> str:
    """Kept short: PostgreSQL cuts names at 63 bytes."""
    name = str(connection.settings_dict["NAME"])
    return re.sub(r"_scenario_(?:run|template)_.*", "", name)[:24]


def admin_connection() -> psycopg.Connection[Any]:
    """To the server itself, beside the databases of the product. Raises NoDatabase."""
    settings = connection.settings_dict
    wanted = {key: settings[key.upper()] for key in ("user", "password", "host", "port") if settings[key.upper()]}
    extra = {key: value for key, value in settings["OPTIONS"].items() if key not in {"pool", "server_side_binding"}}
    try:
        return psycopg.connect(**{**extra, **wanted, "dbname": "postgres"}, autocommit=True)
    except psycopg.OperationalError as error:
        raise NoDatabase(f"no database answers: {str(error).strip().splitlines()[-1]}") from error


def _ready_template(admin: psycopg.Connection[Any], base: str, say: Callable[[str], object]) -> str:
    """The name of a database with all migrations applied, made when there is none for the present migrations."""
    prefix = f"{base}_scenario_template_"
    name = template_name()
    admin.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        there = _names(admin, prefix)
        if name not in there:
            for old in there:
                _drop(admin, old)
            say("Preparing a database for stories (once, until a migration changes) …")
            _build(admin, name)
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
    return name


def _migrations_mark() -> str:
    """Changes whenever a migration of any installed app does."""
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _build(admin: psycopg.Connection[Any], name: str) -> None:
    """Migrated under another name first, so that a template cut short is never taken for a whole one."""
    draft = f"{name}_new"
    _drop(admin, draft, force=True)
    _create(admin, draft, "template0")
    with _pointing_to(draft):
        call_command("migrate", verbosity=0, interactive=False)
    admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(name)))


def _create(admin: psycopg.Connection[Any], name: str, template: str) -> None:
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    try:
        admin.execute(command.format(sql.Identifier(name), sql.Identifier(template)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise NoDatabase("the database user may not create databases (it needs CREATEDB)") from error


def _drop(admin: psycopg.Connection[Any], name: str, *, force: bool = False) -> None:
    """Without `force` a database that somebody uses stays."""
    command = sql.SQL("DROP DATABASE IF EXISTS {}" + (" WITH (FORCE)" if force else ""))
    try:
        admin.execute(command.format(sql.Identifier(name)))
    except psycopg.errors.ObjectInUse:
        return


def _drop_leftovers(admin: psycopg.Connection[Any], base: str) -> None:
    """Databases of runs whose process is gone."""
    prefix = f"{base}_scenario_run_"
    for name in _names(admin, prefix):
        pid = name.removeprefix(prefix).split("_")[0]
        if pid.isdigit() and not _is_alive(int(pid)):
            _drop(admin, name)


def _names(admin: psycopg.Connection[Any], prefix: str) -> list[str]:
    rows = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [row[0] for row in rows]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _pointing_to(name: str) -> Iterator[None]:
    """The default connection without its pool, on another database; afterwards as before."""
    settings = connection.settings_dict
    before = (settings["NAME"], settings["OPTIONS"])
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined] # PostgreSQL only, and this project has nothing else
    settings["NAME"] = name
    settings["OPTIONS"] = {key: value for key, value in settings["OPTIONS"].items() if key != "pool"}
    try:
        yield
    finally:
        connection.close()
        settings["NAME"], settings["OPTIONS"] = before
