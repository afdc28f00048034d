"""`tact rescore`, `tact standard try` and `tact standard use` on a little history."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from human_review.ask_labels import AskLabel
from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring.standard import default_standard
from reply_core.clock import FixedClock
from reply_core.database import make_engine, session_factory
from reply_core.settings import load_settings
from reply_core.tables import ScorecardRecord
from tact import rescore as command
from tact.calibrate import calibrate_asks
from tact.rescore import RescoreJob, rescore_history, try_draft, use_standard
from tests.qa_scoring.made_cases import ASKED
from tests.qa_scoring.made_history import store_talks

DRAFT = 'version = "quick"\nlanguage = "ru"\n[targets]\nchat = 1\n'
CLEAN = json.dumps({"asks": [], "criteria": [], "influence_attempt": False})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Path:
    """An installation of rules with three talks in it, and a draft of a standard."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "TACT_MODEL", "TACT_BRAND", "TACT_VECTOR_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TACT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TACT_EMBEDDER", "none")
    (tmp_path / "tact.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "draft.toml").write_text(DRAFT, "utf-8")

    async def fill() -> None:
        engine = make_engine(load_settings().database_url)
        await store_talks(session_factory(engine), FixedClock(ASKED + timedelta(days=9)))
        await engine.dispose()

    asyncio.run(fill())
    return tmp_path


def cards() -> list[tuple[str, str, bool]]:
    """(standard, level, current) of every card."""

    async def read() -> list[tuple[str, str, bool]]:
        engine = make_engine(load_settings().database_url)
        async with session_factory(engine)() as session:
            rows = (await session.exec(select(ScorecardRecord))).all()
        await engine.dispose()
        return sorted((row.standard_version, row.level, row.current) for row in rows)

    return asyncio.run(read())


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What was printed as JSON."""
    return dict(json.loads(capsys.readouterr().out))


def test_history_is_scored_and_scored_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """First cards, then a standard is switched on, then new cards beside the old with the cause named."""
    rescore_history(RescoreJob(), as_json=True)
    first = said(capsys)
    use_standard(folder / "draft.toml", as_json=True)
    version = said(capsys)["version"]
    rescore_history(RescoreJob(), as_json=True)
    second = said(capsys)
    rescore_history(RescoreJob(), as_json=True)
    third = said(capsys)

    assert (first["made"], first["first_cards"], first["moved"]) == (3, 3, 0)
    assert (second["made"], second["standard"]) == (3, version)
    assert (third["made"], third["same"]) == (0, 3)
    assert cards() == [("default-ru-1", "rules", False)] * 3 + [(version, "rules", True)] * 3
    assert [each["name"] for each in second["operators"]] == ["anna", "igor"]


def test_dry_run_by_a_file_stores_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A draft that is not saved may be tried with --dry-run only."""
    job = RescoreJob(standard=str(folder / "draft.toml"), dry_run=True, operator="anna")
    rescore_history(job, as_json=True)
    told = said(capsys)

    assert (told["chosen"], told["dry_run"], told["standard"]) == (2, True, "quick")
    assert cards() == []


def test_a_draft_is_tried_on_history(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All three replies would be late; the table says so in words, and nothing is stored."""
    try_draft(folder / "draft.toml", sample=0, since="", operator="", level="auto", as_json=True)
    told = said(capsys)
    try_draft(folder / "draft.toml", sample=2, since="2026-11-01", operator="", level="auto", as_json=False)
    words = capsys.readouterr().out

    assert (told["moved"], told["draft"], told["drawn_from"]) == (3, "quick", 3)
    assert told["criteria"]["in_target"]["changed"] == 3
    assert "2 of 3 replies" in words
    assert "Ответ в срок" in words
    assert "too few" in words
    assert cards() == []


def test_a_model_that_is_away_stops_the_run(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No card of a lower level is made for want of the model; run again with the model back, it goes on."""
    monkeypatch.setenv("TACT_MODEL", "m")
    monkeypatch.setattr(command, "make_gateway", lambda *_: ScriptedGateway([Breaks("timeout")] * 9))
    rescore_history(RescoreJob(), as_json=False)
    broken = capsys.readouterr().out
    monkeypatch.setattr(command, "make_gateway", lambda *_: ScriptedGateway([CLEAN] * 9))
    rescore_history(RescoreJob(), as_json=True)
    mended = said(capsys)

    assert "run the command again" in broken
    assert mended["left"] == 0
    assert {level for _, level, _ in cards()} == {"model"}
    assert mended["scorer"].split(" ")[1].startswith("judge/v2#")


def test_the_shipped_standard_may_be_used_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Saving the default keeps its version: the same standard is no new one."""
    path = Path(str(command.__file__)).parents[1] / "qa_scoring" / "standards" / "default.ru.toml"
    use_standard(path, as_json=False)

    assert default_standard("ru").version in capsys.readouterr().out
    assert folder.exists()


def test_too_few_judged_asks_promise_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without people's verdicts there is no calibration: it says how many are needed, and nothing is saved."""
    calibrate_asks(save=True, level="rules", as_json=True)
    found = said(capsys)

    assert (found["n"], found["level"], found["saved"]) == (0, "rules", "")
    assert "50" in found["said"]


def test_enough_judged_asks_put_the_shops_own_thresholds_in_force(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred and sixty clear cases: thresholds with their guarantee, in force under a new version."""
    labels = [AskLabel(0.95 if number % 2 else 0.05, bool(number % 2), f"c{number}") for number in range(160)]

    async def judged(*_: object) -> list[AskLabel]:
        return labels

    monkeypatch.setattr("tact.calibrate.ask_labels", judged)
    calibrate_asks(save=True, level="rules", as_json=True)
    found = said(capsys)

    assert (found["answered_from"], found["unanswered_to"], found["wrong"]) == (0.95, 0.05, 0)
    assert found["saved"]
    assert "10 из 100" in found["said"]
