"""What README and docs promise is there: commands, options, settings, files; and every command is told of."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from reply_core.settings import Settings
from tact.cli import app

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.ru.md")
PAGES = (*READMES, ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
COMMAND = re.compile(r"(?:^|[`(«]|sudo |&& )tact ((?:[a-z-]+ ?)+)([^`\n#|]*)", re.MULTILINE)
IN_CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`|^    (.+)$", re.DOTALL | re.MULTILINE)
SETTING = re.compile(r"\bTACT_[A-Z_]+[A-Z]\b")
LINK = re.compile(r"\]\(([^)#\s]+)")
OUTSIDE = {"TACT_REQUIRE_BROWSER", "TACT_API_URL", "TACT_TEST_POSTGRES"}
"""Read by tests and by the dashboard's process, not by `Settings`."""


def commands() -> dict[str, Any]:
    """Every command by its words: ``keys create``."""
    root: Any = typer.main.get_command(app)
    found: dict[str, Any] = {}
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found.update({name: command} if inner is None else {f"{name} {each}": one for each, one in inner.items()})
    return found


def code_of(text: str) -> str:
    """The code of a page, a piece a line."""
    return "\n".join("".join(parts) for parts in IN_CODE.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_in_the_docs_exist_with_their_options(page: Path) -> None:
    """What a reader copies runs: the command is there, and so is each of its options."""
    known = commands()
    for line in code_of(page.read_text("utf-8")).splitlines():
        for words, rest in COMMAND.findall(line):
            said = words.split()
            name = next((" ".join(said[:n]) for n in (2, 1) if " ".join(said[:n]) in known), "")
            group = said[0] in {each.split()[0] for each in known}
            assert name or (group and len(said) == 1), f"{page.name}: tact {words}{rest}"
            if name:
                options = {option for each in known[name].params for option in (*each.opts, *each.secondary_opts)}
                told = set(re.findall(r"(?<!\S)--[a-z-]+", rest)) | set(re.findall(r"(?<!\S)--[a-z-]+", words))
                assert told <= options, f"{page.name}: tact {name} {told - options}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_settings_and_files_in_the_docs_exist(page: Path) -> None:
    """Every TACT_ name is a setting, every relative link leads somewhere."""
    text = page.read_text("utf-8")
    known = {f"TACT_{name.upper()}" for name in Settings.model_fields} | OUTSIDE

    assert set(SETTING.findall(text)) <= known
    for link in LINK.findall(text):
        assert link.startswith(("http", "mailto:")) or (page.parent / link).exists(), link


@pytest.mark.parametrize("page", READMES, ids=lambda path: path.name)
def test_every_group_of_commands_is_told_of(page: Path) -> None:
    """The line about `tact/` names each command a newcomer may look for."""
    line = next(line for line in page.read_text("utf-8").splitlines() if line.startswith("| `tact/`"))

    assert {name.split()[0] for name in commands()} <= set(re.findall(r"[a-z]+", line))
