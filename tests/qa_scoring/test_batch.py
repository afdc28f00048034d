"""Files of dialogues in, scores out: recognised columns, set-aside rows, shards, resuming, three formats."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from model_gateway.scripted import Breaks, ScriptedGateway
from qa_scoring import batch as batch_module
from qa_scoring.batch import BatchOptions, Progress, score_file
from qa_scoring.batch_model import model_scorer
from qa_scoring.batch_read import open_rows
from qa_scoring.batch_rows import MESSAGES, MessageReader, ReadOptions, columns_of, without_repeats
from qa_scoring.batch_score import SCORES, BookSpec, build_book, conversations, map_batches, score_batch
from qa_scoring.batch_write import COLUMNS, write_scores
from qa_scoring.score import score_conversation
from qa_scoring.scorecard import Scorecard
from qa_scoring.standard import default_standard, standard_to_dict
from reply_core.errors import BadFile, InvalidInput
from tests.qa_scoring.made_cases import ASKED, RETURNS
from tone_of_voice.profile import default_profile, profile_to_dict

SPEC = BookSpec(
    standard=json.dumps(standard_to_dict(default_standard("ru"))),
    profile=json.dumps(profile_to_dict(default_profile("ru"))),
)
RU_HEADER = ["Диалог", "Дата", "Кто", "Оператор", "Текст"]
RU_ROWS = [
    ["101", "13.11.2026 17:40", "Клиент", "", "Когда привезут диван?"],
    ["101", "13.11.2026 17:42", "Бот", "", "Я бот, сейчас позову оператора"],
    ["101", "13.11.2026 17:43", "Оператор", "Игорь", "Диван привезут завтра, 14 ноября, с 10 до 14."],
    ["101", "13.11.2026 17:44", "Заметка", "Игорь", "клиент нервный"],
    ["102", "14.11.2026 09:00", "Клиент", "", "Почему у меня списали дважды?"],
    ["102", "14.11.2026 09:04", "Оператор", "Анна", "Ждите."],
]


def write_ru(path: Path, rows: list[list[str]] = RU_ROWS, encoding: str = "cp1251") -> Path:
    """A Russian export: CP1251, semicolons, days first."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";").writerows([RU_HEADER, *rows])
    return path


def message(number: int, **more: Any) -> dict[str, Any]:
    """A row of a file that follows the documentation."""
    incoming = number % 2 == 0
    return {
        "conversation_id": f"c{number // 2}",
        "message_id": f"m{number}",
        "at": (ASKED + timedelta(minutes=number)).isoformat(),
        "channel": "chat",
        "direction": "in" if incoming else "out",
        "author_kind": "customer" if incoming else "operator",
        "author_id": "" if incoming else "igor",
        "text": "Когда привезут диван?" if incoming else "Диван привезут завтра с 10 до 14.",
        **more,
    }


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


ZONE = BatchOptions(read=ReadOptions(time_zone="Europe/Moscow"))


class TestRussianExport:
    def test_headers_zone_and_bots(self, tmp_path: Path) -> None:
        """Диалог; Дата; Кто; Оператор; Текст in CP1251 is read; bots and notes give no row."""
        source = write_ru(tmp_path / "диалоги.csv")
        report = score_file(source, tmp_path / "out.jsonl", SPEC, ZONE)
        rows = read_jsonl(tmp_path / "out.jsonl")

        assert (report.rows, report.turns, report.problems) == (6, 2, ())
        assert [(row["conversation_id"], row["author_id"]) for row in rows] == [("101", "Игорь"), ("102", "Анна")]
        assert rows[0]["verdicts"]["asks_covered"]["verdict"] == "pass"
        assert rows[1]["verdicts"]["respect"]["verdict"] == "fail"

    def test_speed_says_team_only(self, tmp_path: Path) -> None:
        """Without a time of assignment speed is the team's, and says so."""
        score_file(write_ru(tmp_path / "a.csv"), tmp_path / "out.jsonl", SPEC, ZONE)
        speed = read_jsonl(tmp_path / "out.jsonl")[0]["verdicts"]["in_target"]

        assert speed["code"] == "team"
        assert "время назначения неизвестно — только по команде" in speed["reason"]

    def test_zone_is_asked_for(self, tmp_path: Path) -> None:
        """Times without a zone stop the run with the option that mends it."""
        with pytest.raises(InvalidInput, match="--tz") as caught:
            score_file(write_ru(tmp_path / "a.csv"), tmp_path / "out.csv", SPEC)

        assert "часовой пояс" in str(caught.value)

    def test_unknown_columns_are_asked_for_by_name(self, tmp_path: Path) -> None:
        """A file whose columns cannot be told names what is missing and which headers there are."""
        path = tmp_path / "a.csv"
        path.write_text("alpha,beta\n1,2\n", "utf-8")
        with pytest.raises(InvalidInput, match="номер диалога") as caught:
            score_file(path, tmp_path / "out.csv", SPEC)

        assert "--map" in str(caught.value)
        assert "alpha, beta" in str(caught.value)

    def test_told_columns_are_taken(self, tmp_path: Path) -> None:
        """Columns with odd names are read when told."""
        path = tmp_path / "a.csv"
        path.write_text(
            "k;t;w;x\nc1;2026-11-17T09:00:00Z;Клиент;Когда привезут диван?\nc1;2026-11-17T09:02:00Z;Оператор;Завтра.\n",
            "utf-8",
        )
        told = ReadOptions(columns={"conversation_id": "k", "at": "t", "who": "w", "text": "x"})

        assert score_file(path, tmp_path / "out.csv", SPEC, BatchOptions(read=told)).turns == 1

    def test_told_header_that_is_not_there(self, tmp_path: Path) -> None:
        """A told header the file does not have is an error that names it."""
        told = BatchOptions(read=ReadOptions(columns={"text": "Сообщенье"}, time_zone="UTC"))
        with pytest.raises(InvalidInput, match="Сообщенье"):
            score_file(write_ru(tmp_path / "a.csv"), tmp_path / "out.csv", SPEC, told)


class TestBadRows:
    def test_named_and_set_aside(self, tmp_path: Path) -> None:
        """Rows that cannot be read are named by line and cause in a file beside the scores; the rest is scored."""
        rows = [
            *RU_ROWS,
            ["", "13.11.2026 17:40", "Клиент", "", "без номера"],
            ["103", "когда-то", "Клиент", "", "Где?"],
            ["103", "13.11.2026 17:40", "Марсианин", "", "Где?"],
        ]
        report = score_file(write_ru(tmp_path / "a.csv", rows), tmp_path / "out.csv", SPEC, ZONE)
        listed = read_csv(tmp_path / "out.csv.problems.csv")

        assert report.turns == 2
        assert [problem.line for problem in report.problems] == [8, 9, 10]
        assert [row["cause"] for row in listed] == [
            "нет номера диалога",
            "время не читается: когда-то",
            "непонятно, кто написал: Марсианин",
        ]

    def test_broken_json_line(self, tmp_path: Path) -> None:
        """A line that is no JSON is set aside like any other bad row."""
        path = write_jsonl(tmp_path / "a.jsonl", [message(0), message(1)])
        path.write_text(path.read_text("utf-8") + "\n{oops\n[1]\n", "utf-8")
        report = score_file(path, tmp_path / "out.jsonl", SPEC)

        assert report.turns == 1
        assert [(problem.line, problem.cause) for problem in report.problems] == [
            (3, "строка не JSON"),
            (4, "строка не JSON"),
        ]

    def test_unknown_channel(self, tmp_path: Path) -> None:
        """A channel nobody knows is no guess: the row is set aside."""
        path = write_jsonl(tmp_path / "a.jsonl", [message(0), message(1), message(2, channel="факс")])

        assert "факс" in score_file(path, tmp_path / "out.jsonl", SPEC).problems[0].cause

    def test_same_message_twice(self, tmp_path: Path) -> None:
        """The same message twice is one message; another text under its id is a problem."""
        rows = [message(0), message(1), message(1), message(1, text="Совсем другое.")]
        report = score_file(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "out.jsonl", SPEC)

        assert (report.turns, report.repeated, len(report.problems)) == (1, 1, 1)
        assert report.problems[0].line == 4

    def test_no_problems_no_file(self, tmp_path: Path) -> None:
        """A clean file leaves no list of problems behind, not even an old one."""
        (tmp_path / "out.jsonl.problems.csv").write_text("old")
        report = score_file(write_jsonl(tmp_path / "a.jsonl", [message(0), message(1)]), tmp_path / "out.jsonl", SPEC)

        assert report.problems_file is None
        assert not (tmp_path / "out.jsonl.problems.csv").exists()

    @pytest.mark.parametrize("name", ["none.csv", "empty.csv", "a.docx", "head.csv", "bad.parquet"])
    def test_unreadable_files(self, tmp_path: Path, name: str) -> None:
        """Missing, empty, unknown, row-less and damaged files are errors in words."""
        (tmp_path / "empty.csv").write_bytes(b"")
        (tmp_path / "a.docx").write_bytes(b"x")
        (tmp_path / "head.csv").write_text("conversation_id,text\n")
        (tmp_path / "bad.parquet").write_bytes(b"not parquet at all")
        with pytest.raises(BadFile):
            score_file(tmp_path / name, tmp_path / "out.csv", SPEC)

    def test_unknown_output(self, tmp_path: Path) -> None:
        """An output of an unknown kind is refused before any work."""
        with pytest.raises(BadFile, match=r"\.xlsx"):
            score_file(write_ru(tmp_path / "a.csv"), tmp_path / "out.xlsx", SPEC, ZONE)


class TestFormats:
    ROWS = [message(number) for number in range(8)]

    def sources(self, folder: Path) -> dict[str, Path]:
        from openpyxl import Workbook

        table = pa.Table.from_pylist(self.ROWS)
        parquet.write_table(table, folder / "a.parquet")
        with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.ROWS[0]))
            writer.writeheader()
            writer.writerows(self.ROWS)
        book = Workbook()
        page = book.active
        assert page is not None
        page.append(list(self.ROWS[0]))
        for row in self.ROWS:
            page.append(list(row.values()))
        book.save(folder / "a.xlsx")
        write_jsonl(folder / "a.jsonl", self.ROWS)
        return {kind: folder / f"a.{kind}" for kind in ("csv", "jsonl", "xlsx", "parquet")}

    def test_same_scores_from_every_format(self, tmp_path: Path) -> None:
        """CSV, JSON lines, XLSX and Parquet of the same rows give the same scores."""
        results = []
        for kind, source in self.sources(tmp_path).items():
            score_file(source, tmp_path / f"{kind}.jsonl", SPEC)
            results.append(read_jsonl(tmp_path / f"{kind}.jsonl"))

        assert all(result == results[0] for result in results)
        assert len(results[0]) == 4

    def test_columns_of_every_output(self, tmp_path: Path) -> None:
        """Every output has exactly the documented columns, in their order."""
        source = write_jsonl(tmp_path / "a.jsonl", self.ROWS)
        for kind in ("csv", "jsonl", "parquet"):
            score_file(source, tmp_path / f"out.{kind}", SPEC)
        header = read_csv(tmp_path / "out.csv")[0]

        assert COLUMNS == (
            "conversation_id", "message_id", "message_ids", "author_id", "total", "politeness", "completeness", "speed",
            "language", "level", "decided_share", "critical", "unscored_reason", "verdicts",
        )  # fmt: skip
        assert tuple(header) == COLUMNS
        assert tuple(read_jsonl(tmp_path / "out.jsonl")[0]) == COLUMNS
        assert tuple(parquet.read_table(tmp_path / "out.parquet").column_names) == COLUMNS

    def test_csv_keeps_empty_and_json(self, tmp_path: Path) -> None:
        """In CSV a number that would mislead is empty, and verdicts are JSON."""
        rows = [message(0, text="Подойдёт ли кофемолка для турки и какая гарантия?"), message(1, text="Мелет тонко.")]
        score_file(write_jsonl(tmp_path / "a.jsonl", rows), tmp_path / "out.csv", SPEC)
        row = read_csv(tmp_path / "out.csv")[0]

        assert row["total"] == ""
        assert json.loads(row["verdicts"])["asks_covered"]["verdict"] == "unsure"
        assert json.loads(row["message_ids"]) == ["m1"]


class TestShards:
    def rows(self, count: int = 60) -> list[dict[str, Any]]:
        made = [message(number) for number in range(count)]
        return made[1::2] + made[::2]  # replies first: rows come in any order

    def test_shards_and_one_batch_agree(self, tmp_path: Path) -> None:
        """Cutting the work into shards changes no score; conversations are never torn apart."""
        source = write_jsonl(tmp_path / "a.jsonl", self.rows())
        one = score_file(source, tmp_path / "one.jsonl", SPEC)
        many = score_file(source, tmp_path / "many.jsonl", SPEC, BatchOptions(shard_rows=10))
        key = "message_id"

        assert one.shards == 1
        assert many.shards > 3
        assert sorted(read_jsonl(tmp_path / "one.jsonl"), key=lambda row: row[key]) == sorted(
            read_jsonl(tmp_path / "many.jsonl"), key=lambda row: row[key]
        )

    def test_pool_agrees(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two worker processes give the scores of one."""
        monkeypatch.setattr(batch_module, "_SMALL_ROWS", 1)
        source = write_jsonl(tmp_path / "a.jsonl", self.rows())
        score_file(source, tmp_path / "one.jsonl", SPEC, BatchOptions(shard_rows=20))
        score_file(source, tmp_path / "two.jsonl", SPEC, BatchOptions(shard_rows=20, workers=2))

        assert read_jsonl(tmp_path / "one.jsonl") == read_jsonl(tmp_path / "two.jsonl")

    def test_broken_off_run_goes_on(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A run that dies between shards goes on where it stopped, and ends with the same file."""
        source = write_jsonl(tmp_path / "a.jsonl", self.rows())
        options = BatchOptions(shard_rows=10)
        score_file(source, tmp_path / "whole.jsonl", SPEC, options)
        real, calls = score_batch, []

        def dies(batch: pa.RecordBatch, spec: BookSpec) -> pa.RecordBatch:
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt
            return real(batch, spec)

        monkeypatch.setattr(batch_module, "score_batch", dies)
        with pytest.raises(KeyboardInterrupt):
            score_file(source, tmp_path / "out.jsonl", SPEC, options)
        assert not (tmp_path / "out.jsonl").exists()
        monkeypatch.setattr(batch_module, "score_batch", real)
        report = score_file(source, tmp_path / "out.jsonl", SPEC, options)

        assert report.resumed == 2
        assert read_jsonl(tmp_path / "out.jsonl") == read_jsonl(tmp_path / "whole.jsonl")
        assert not list(tmp_path.glob(".*.work"))

    def test_other_standard_starts_afresh(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was scored by another standard is never taken up."""
        source = write_jsonl(tmp_path / "a.jsonl", self.rows())
        options = BatchOptions(shard_rows=10)
        real = write_scores

        def dies(*_: object) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(batch_module, "write_scores", dies)
        with pytest.raises(KeyboardInterrupt):
            score_file(source, tmp_path / "out.jsonl", SPEC, options)
        monkeypatch.setattr(batch_module, "write_scores", real)
        other = replace(SPEC, standard=SPEC.standard.replace("default-ru-1", "default-ru-2"))

        assert score_file(source, tmp_path / "out.jsonl", other, options).resumed == 0

    def test_progress_is_told(self, tmp_path: Path) -> None:
        """The caller hears of every stage, and the last shard is the last of all."""
        heard: list[Progress] = []
        source = write_jsonl(tmp_path / "a.jsonl", self.rows())
        report = score_file(source, tmp_path / "out.jsonl", SPEC, BatchOptions(shard_rows=10), heard.append)

        assert heard[0].stage == "reading"
        assert [each for each in heard if each.stage == "scoring"][-1].done == report.shards


class TestWithModel:
    @staticmethod
    def says(*_: object) -> str:
        quotes = [{"from": "reply", "text": "Мелет тонко."}]
        ask = {"ask": 1, "quotes": quotes, "reason": "по делу", "status": "answered"}
        return json.dumps({"asks": [ask], "criteria": [], "influence_attempt": False}, ensure_ascii=False)

    def test_grey_rows_are_judged(self, tmp_path: Path) -> None:
        """With a model the grey replies of a file are judged, each by one call, and the rows say so."""
        rows = [message(0, text="Подойдёт ли кофемолка для турки?"), message(1, text="Мелет тонко.")]
        source = write_jsonl(tmp_path / "a.jsonl", rows)
        gateway = ScriptedGateway([self.says()])
        score_file(source, tmp_path / "out.jsonl", SPEC, scorer=partial(model_scorer, gateway=gateway))
        row = read_jsonl(tmp_path / "out.jsonl")[0]

        assert len(gateway.requests) == 1
        assert row["level"] == "model"
        assert row["verdicts"]["asks_covered"]["source"] == "model"

    def test_failing_model_leaves_rules(self, tmp_path: Path) -> None:
        """A model that fails on one reply leaves that row at the level of rules."""
        rows = [message(0, text="Подойдёт ли кофемолка для турки?"), message(1, text="Мелет тонко.")]
        source = write_jsonl(tmp_path / "a.jsonl", rows)
        gateway = ScriptedGateway([Breaks("timeout")])
        score_file(source, tmp_path / "out.jsonl", SPEC, scorer=partial(model_scorer, gateway=gateway))

        assert read_jsonl(tmp_path / "out.jsonl")[0]["level"] == "rules"

    def test_the_shops_own_tone_is_known_here_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Politeness is re-centred on the shop's own replies before a model is asked, as at the level local."""
        rows = [message(0, text="Подойдёт ли кофемолка для турки?"), message(1, text="Мелет тонко.")]
        source = write_jsonl(tmp_path / "a.jsonl", rows)
        monkeypatch.setattr("qa_scoring.batch.with_tone", lambda spec, shards: replace(spec, tone="known"))
        made_with: list[BookSpec] = []

        def scorer(spec: BookSpec) -> Callable[[pa.RecordBatch], pa.RecordBatch]:
            made_with.append(spec)
            return partial(score_batch, spec=SPEC)

        score_file(source, tmp_path / "out.jsonl", SPEC, scorer=scorer)

        assert [spec.tone for spec in made_with] == ["known"]


class TestScoreBatch:
    def batch(self) -> pa.RecordBatch:
        rows = [{**message(number), "position": number + 1} for number in range(4)]
        headers = tuple(rows[0])
        found = columns_of(headers, (), ReadOptions(time_zone="UTC"))
        reader = MessageReader("a", found, (), ReadOptions(time_zone="UTC"))
        from reply_core.sheets import Row

        return next(reader.batches([Row(number, row) for number, row in enumerate(rows, 1)], 100))

    def test_schemas(self) -> None:
        """Messages of one schema give scores of the other, one row for each operator turn."""
        batch = self.batch()
        scored = score_batch(batch, SPEC)

        assert batch.schema == MESSAGES
        assert scored.schema == SCORES
        assert scored.num_rows == 2

    def test_agrees_with_the_single_scorer(self) -> None:
        """A file is scored as single conversations are: one scorer serves both."""
        batch = self.batch()
        card = score_conversation(next(conversations(batch)), build_book(SPEC))[0]
        row = score_batch(batch, SPEC).to_pylist()[0]

        assert isinstance(card, Scorecard)
        assert row["total"] == card.total
        assert {code: each["verdict"] for code, each in json.loads(row["verdicts"]).items()} == {
            code: getattr(verdict, "verdict", "na" if type(verdict).__name__ == "NotApplicable" else "unsure")
            for code, verdict in card.criteria.items()
        }

    def test_stream_and_empty_batch(self) -> None:
        """The stream form gives a batch for a batch, also for an empty one."""
        empty = pa.RecordBatch.from_pylist([], schema=MESSAGES)

        assert [each.num_rows for each in map_batches([self.batch(), empty], SPEC)] == [2, 0]

    def test_articles_travel_in_the_spec(self) -> None:
        """With a knowledge base facts are checked, without one the verdict says so."""
        with_articles = build_book(replace(SPEC, articles=(RETURNS,)))

        assert with_articles.check_facts
        assert not build_book(SPEC).check_facts
        assert "возврат" in with_articles.terms

    def test_repeats(self) -> None:
        """Equal repeats are counted, different ones named."""
        rows = [
            {"conversation_id": "c", "message_id": "m", "text": text, "position": at} for at, text in enumerate("aab")
        ]
        kept, problems, repeated = without_repeats(rows, "f", "en")

        assert (len(kept), repeated, [problem.line for problem in problems]) == (1, 1, [2])


def test_quoted_line_breaks_keep_line_numbers(tmp_path: Path) -> None:
    """A cell of several lines does not shift the line numbers of the rows after it."""
    path = tmp_path / "a.csv"
    path.write_text('conversation_id,text\nc1,"один\nдва"\nc2,три\n', "utf-8")
    with open_rows(path) as opened:
        rows = list(opened.rows)

    assert [(row.line, row.cells["text"]) for row in rows] == [(2, "один\nдва"), (4, "три")]
