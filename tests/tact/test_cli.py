"""The command line: what it offers, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def tact(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own."""
    kept = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "TACT_DATA_DIR": str(folder / "data"), "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "tact", *arguments],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    """A newcomer sees what can be done."""
    shown = tact("--help", folder=tmp_path).stdout

    for command in ("serve", "worker", "dashboard", "demo", "kb", "draft", "score", "rescore", "eval", "keys", "db"):
        assert f" {command} " in shown


def test_a_misspelt_setting_is_refused_by_name(tmp_path: Path) -> None:
    """The cure stands beside the cause."""
    refused = tact("db", "upgrade", folder=tmp_path, TACT_DATABSE_URL="x")

    assert refused.returncode == 2
    assert "TACT_DATABSE_URL" in refused.stderr
    assert "TACT_DATABASE_URL" in refused.stderr


def test_the_database_is_upgraded_and_keys_are_made(tmp_path: Path) -> None:
    """A key is shown once; the list never shows it; revoking says so."""
    assert json.loads(tact("db", "upgrade", "--json", folder=tmp_path).stdout) == {"upgraded": True}

    made = json.loads(tact("keys", "create", "Светлана", "--role", "lead", "--json", folder=tmp_path).stdout)
    listed = tact("keys", "list", "--json", folder=tmp_path).stdout
    revoked = tact("keys", "revoke", "Светлана", folder=tmp_path)
    again = tact("keys", "revoke", "Светлана", folder=tmp_path)

    assert made["key"].startswith("tact_")
    assert json.loads(listed) == [{"name": "Светлана", "role": "lead", "operator": ""}]
    assert made["key"] not in listed
    assert revoked.returncode == 0
    assert again.returncode == 1
    assert "no key is called" in again.stderr


def test_articles_are_imported_and_a_bad_row_is_named(tmp_path: Path) -> None:
    """`tact kb import` twice: the second time everything is the same."""
    (tmp_path / "faq.csv").write_text("question,answer\nQ1?,A1\nQ2?,\n", "utf-8")

    first = json.loads(tact("kb", "import", "faq.csv", "--json", folder=tmp_path).stdout)
    second = json.loads(tact("kb", "import", "faq.csv", "--json", folder=tmp_path).stdout)

    assert (first["new"], first["problems"][0]["line"]) == (1, 3)
    assert (second["new"], second["same"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kb", "import", "nowhere"), "no such file"),
        (("eval", "nothing"), "no eval is called"),
        (("eval", "tydip"), "TACT_EVAL_DATA"),
        (("demo", "--data", "rutube_support"), "TACT_EVAL_DATA"),
        (("rescore", "--since", "вчера"), "is no date"),
        (("rescore", "--standard", "draft-7"), "no standard"),
        (("rescore", "--standard", "draft.toml"), "--dry-run"),
        (("standard", "try", "none.toml"), "no such standard"),
        (("score", "none.csv", "--out", "out.csv"), "none.csv"),
        (("worker",), "SQLite"),
    ],
)
def test_refusals_name_the_cause(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """Never a traceback: what is wrong, and what to do."""
    refused = tact(*arguments, folder=tmp_path)

    assert refused.returncode in {1, 2}
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_file_is_scored(tmp_path: Path) -> None:
    """CSV in, CSV out, one row per operator turn; bad rows are set aside."""
    (tmp_path / "in.csv").write_text(
        "conversation_id,message_id,at,channel,direction,author_kind,author_id,text\n"
        "c,1,2026-11-17T12:00:00+03:00,chat,in,customer,k,Где мой заказ?\n"
        "c,2,2026-11-17T12:04:00+03:00,chat,out,operator,igor,Ждите.\n"
        "c,3,not a time,chat,in,customer,k,Ау?\n",
        "utf-8",
    )

    done = tact("score", "in.csv", "--out", "out.jsonl", "--level", "rules", "--json", folder=tmp_path)

    report = json.loads(done.stdout)
    (row,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert (report["turns"], report["set_aside"]) == (1, 1)
    assert row["author_id"] == "igor"
    assert row["total"] <= 50
    assert verdict(row, "respect") == "fail"
    assert verdict(row, "in_target") == "pass"


def verdict(row: dict[str, Any], criterion: str) -> str:
    """The verdict of one criterion in a row of scores."""
    verdicts = row["verdicts"]
    return str((json.loads(verdicts) if isinstance(verdicts, str) else verdicts)[criterion]["verdict"])


def test_a_file_is_drafted(tmp_path: Path) -> None:
    """What the base answers is drafted with citations; what it does not is handed over."""
    (tmp_path / "kb.jsonl").write_text(
        json.dumps(
            {"id": "vozvrat", "question": "Как вернуть товар?", "answer": "Вернуть товар можно в течение 14 дней."}
        )
        + "\n"
        + json.dumps({"id": "karta", "question": "Как активировать карту?", "answer": "Введите номер карты и PIN."}),
        "utf-8",
    )
    rows = [{"id": "1", "text": "Как вернуть товар?"}, {"id": "2", "text": "Вы берёте старые люльки на переработку?"}]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")

    tact("draft", "in.jsonl", "--out", "out.jsonl", "--kb", "kb.jsonl", "--level", "rules", folder=tmp_path)

    first, second = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert first["kind"] == "draft"
    assert "14 дней" in first["text"]
    assert first["citations"][0]["article_id"] == "vozvrat"
    assert second["kind"] == "hand_over"
    assert second["reason"]
