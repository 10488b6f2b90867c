"""Every text that the product hands to gettext, read from the sources without the gettext programs.

Python is read as a syntax tree, so that a text inside an f-string and a renamed import are found too; templates go
through Django's own templatize.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ("api", "config", "journey", "messaging")
TEMPLATES = ("templates",)
POSITIONS = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
"""Where each function of django.utils.translation takes its context, its text and its plural."""


@dataclass(frozen=True)
class SourceText:
    """One Danish text and where it stands (``path:line`` below the repository)."""

    text: str
    plural: str = ""
    context: str = ""
    where: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.text

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.text, self.plural) if self.plural else (self.text,)


def source_texts() -> list[SourceText]:
    """All of them, in the order of the files; the same text once for each place."""
    return [*_all_python(), *_all_templates()]


def _all_python() -> Iterator[SourceText]:
    for folder in PYTHON:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from python_texts(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def _all_templates() -> Iterator[SourceText]:
    for folder in TEMPLATES:
        for path in sorted(p for kind in ("*.html", "*.txt") for p in (ROOT / folder).rglob(kind)):
            yield from template_texts(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def python_texts(code: str, path: str) -> Iterator[SourceText]:
    """The texts of one module; ValueError where gettext gets something that no catalogue can hold."""
    tree = ast.parse(code)
    names = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            where = f"{path}:{node.lineno}"
            context, text, plural = (_argument(node, at, where) for at in POSITIONS[names[node.func.id]])
            yield SourceText(text, plural, context, where)


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name in this module, function of django.utils.translation)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for one in node.names:
                if one.name in POSITIONS:
                    yield one.asname or one.name, one.name


def _argument(call: ast.Call, at: int | None, where: str) -> str:
    if at is None:
        return ""
    given = call.args[at] if at < len(call.args) else None
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    raise ValueError(f"{where}: gettext needs the text itself, not something that makes it")


def template_texts(template: str, path: str) -> Iterator[SourceText]:
    """The texts of one template."""
    # What is left of the markup is filler without meaning; its indentation would only confuse the reader of Python.
    code = "\n".join(line.lstrip() for line in templatize(template).splitlines())
    for line, message, _comments, context in extract("python", BytesIO(code.encode()), DEFAULT_KEYWORDS):
        singular, plural = (message, "") if isinstance(message, str) else message[:2]
        yield SourceText(singular, plural, context or "", f"{path}:{line}")
