"""`tact draft` goes by the articles that hold on the day it runs, for the brand of the installation."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tact.draft_files import DraftJob, draft_file

ASKED = "Сколько стоит подарочная упаковка?"
TODAY = datetime.now(UTC).date()
LONG_AGO, YET_TO_COME = TODAY - timedelta(days=40), TODAY + timedelta(days=40)


def drafted(folder: Path, monkeypatch: pytest.MonkeyPatch, *articles: dict[str, Any]) -> dict[str, Any]:
    """The row of a draft made by words alone from these articles."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("TACT_DATA_DIR", str(folder))
    monkeypatch.setenv("TACT_BRAND", "ours")
    knowledge, asked, out = folder / "kb.jsonl", folder / "asked.jsonl", folder / "drafts.jsonl"
    knowledge.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in articles), "utf-8")
    asked.write_text(json.dumps({"id": "1", "text": ASKED}, ensure_ascii=False) + "\n", "utf-8")
    draft_file(DraftJob(source=asked, out=out, kb=knowledge, profile=None, level="rules"), as_json=True)
    row: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return row


def article(name: str, price: int, **more: Any) -> dict[str, Any]:
    """An article about wrapping."""
    return {"id": name, "question": ASKED, "answer": f"Подарочная упаковка стоит {price} ₽.", **more}


def test_what_is_over_or_to_come_is_not_drafted_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three prices the one that holds today is given, and the others are not even listed."""
    row = drafted(
        tmp_path,
        monkeypatch,
        article("over", 150, valid_until=LONG_AGO.isoformat()),
        article("now", 250),
        article("later", 350, valid_from=YET_TO_COME.isoformat()),
    )

    assert row["kind"] == "draft"
    assert "250 ₽" in row["text"]
    assert {each["article_id"] for each in (*row["citations"], *row["passages"])} == {"now"}


def test_another_brand_is_left_out_where_ours_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of two brands is read for the one this is; a file that names only another one is taken whole."""
    both = drafted(tmp_path, monkeypatch, article("theirs", 150, brand="sister"), article("mine", 250, brand="ours"))
    alone = drafted(tmp_path, monkeypatch, article("theirs", 150, brand="sister"))

    assert {each["article_id"] for each in both["passages"]} == {"mine"}
    assert {each["article_id"] for each in alone["passages"]} == {"theirs"}
