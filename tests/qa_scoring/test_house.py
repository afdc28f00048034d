"""The judge never sees how a reply was made: no draft, no gap of drafting, nothing of the floors above."""

import ast
import re
from pathlib import Path

import pytest

import qa_scoring

SOURCES = sorted(Path(qa_scoring.__file__).parent.rglob("*.py"))
ABOVE = {"drafting", "human_review", "api", "integrations", "dashboard", "tact"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_names_no_draft_table(path: Path) -> None:
    """No file of scoring names a table of drafts, in code or in a string of SQL."""
    tree = ast.parse(path.read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]

    assert not {name for name in names if re.match(r"Draft|Gap$", name)}
    assert not [text for text in strings if re.search(r"\b(?:draft_decision|draft_id)\b", text)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_imports_nothing_from_beside_or_above(path: Path) -> None:
    """Scoring imports neither drafting nor any floor above it."""
    tree = ast.parse(path.read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

    assert not {module for module in modules if module.split(".")[0] in ABOVE}


@pytest.mark.parametrize("path", sorted(Path(qa_scoring.__file__).parent.rglob("*.toml")), ids=lambda path: path.name)
def test_patterns_know_yo(path: Path) -> None:
    """No pattern forgets ё."""
    assert not re.search(r"\[а-я\](?!ё)|\[А-Яа-я\]|а-я(?!ё)", path.read_text("utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_code_patterns_know_yo(path: Path) -> None:
    """No pattern in code forgets ё."""
    assert "а-я]" not in path.read_text("utf-8").replace("а-яё]", "")
