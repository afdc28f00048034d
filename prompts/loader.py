"""Prompts are files: one per purpose, version and language, with ``$variables`` checked both ways.

A released version is never edited; add the next one and a line in ``CHANGELOG.md``. A file looks like this::

    ---
    id: draft_reply
    version: 1
    language: ru
    variables: brief, sources
    ---
    ## system
    …
    ## user
    …
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from reply_core.errors import BadRule, NotFound
from reply_core.types import Language

ROOT = Path(__file__).parent
_KEYS = ("id", "version", "language", "variables")
_FILE = re.compile(r"v(\d+)\.(ru|en)\.md")
_BODY = re.compile(r"\A---\n(?P<head>.*?)\n---\n+## system\n(?P<system>.*?)\n## user\n(?P<user>.*)\Z", re.DOTALL)
_LANGUAGES: Mapping[str, Language] = {"ru": "ru", "en": "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt as written, its two parts still holding ``$variables``."""

    id: str
    version: int
    language: Language
    system: str
    user: str
    hash: str
    """First 16 hexadecimal digits of the file's SHA-256."""
    variables: frozenset[str]

    @property
    def name(self) -> str:
        """``draft_reply/v1.ru``: what provenance keeps."""
        return f"{self.id}/v{self.version}.{self.language}"

    def render(self, **values: str) -> tuple[str, str]:
        """System and user text with every variable filled in; a ``$`` inside a value stays as it is.

        Raises:
            BadRule: a variable is missing, or one is given that the prompt does not use.
        """
        missing, unused = self.variables - values.keys(), values.keys() - self.variables
        if missing or unused:
            problems = [f"missing: {', '.join(sorted(missing))}"] if missing else []
            problems += [f"not used: {', '.join(sorted(unused))}"] if unused else []
            raise BadRule("the prompt's variables do not fit", where=self.name, mend="; ".join(problems))
        return Template(self.system).substitute(values), Template(self.user).substitute(values)


@lru_cache(maxsize=64)
def load(name: str, language: Language, version: int | None = None, root: Path = ROOT) -> Prompt:
    """The prompt ``name`` in ``language``; the newest version unless one is named.

    Raises:
        NotFound: there is no such prompt, language or version.
        BadRule: the file is not a prompt (which line of the head, which variable).
    """
    folder = root / name
    versions = sorted(
        int(match[1])
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (match := _FILE.fullmatch(path.name)) and match[2] == language
    )
    wanted = version if version is not None else (versions[-1] if versions else None)
    if wanted is None or wanted not in versions:
        has = ", ".join(f"v{number}" for number in versions) or "none"
        raise NotFound(f"no prompt {name} in {language}", where=f"version {wanted}", mend=f"there are: {has}")
    path = folder / f"v{wanted}.{language}.md"
    return parse(path.read_text(encoding="utf-8"), where=f"{name}/{path.name}")


def parse(text: str, *, where: str) -> Prompt:
    """A prompt from the text of its file; ``where`` is its place, ``name/vN.language.md``.

    Raises:
        BadRule: the head or the variables are wrong.
    """
    match = _BODY.match(text)
    if match is None:
        raise BadRule("not a prompt file", where=where, mend="write a head between ---, then ## system and ## user")
    head = _head(match["head"], where)
    language = _LANGUAGES.get(head["language"])
    expected = f"{head['id']}/v{head['version']}.{head['language']}.md"
    if language is None or not head["version"].isdigit() or expected != where:
        raise BadRule("the head does not fit the file's name", where=where, mend=f"the head says {expected}")
    system, user = match["system"].strip(), match["user"].strip()
    declared = frozenset(part.strip() for part in head["variables"].split(",") if part.strip())
    used = _identifiers(system, where) | _identifiers(user, where)
    if declared != used:
        wrong = ", ".join(sorted(declared ^ used))
        raise BadRule("declared and used variables differ", where=where, mend=f"look at: {wrong}")
    return Prompt(
        id=head["id"],
        version=int(head["version"]),
        language=language,
        system=system,
        user=user,
        hash=hashlib.sha256(text.encode()).hexdigest()[:16],
        variables=declared,
    )


def _head(text: str, where: str) -> dict[str, str]:
    head: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=2):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _KEYS or key.strip() in head:
            allowed = ", ".join(_KEYS)
            raise BadRule(f"line {number} of the head is wrong: {line}", where=where, mend=f"once each: {allowed}")
        head[key.strip()] = value.strip()
    if missing := [key for key in _KEYS if key not in head]:
        raise BadRule(f"the head lacks {', '.join(missing)}", where=where, mend="add it")
    return head


def _identifiers(text: str, where: str) -> frozenset[str]:
    template = Template(text)
    if not template.is_valid():
        raise BadRule("a lone $ in the text", where=where, mend="write $$ for a dollar sign")
    return frozenset(template.get_identifiers())
