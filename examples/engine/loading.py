"""Reads a shop's folder; what it cannot read it names by file and key.

Files: ``shop.toml``, ``products.csv``, ``customers.csv``, ``operators.csv``, ``habits.toml``, ``phrases.toml``,
``asks/*.toml``, ``plants.toml``.
"""

import csv
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from examples.engine.model import (
    STATES,
    STYLES,
    City,
    FollowUp,
    Habit,
    Operator,
    Person,
    Plant,
    Product,
    Question,
    Shop,
    Terms,
    Volume,
)
from reply_core.working_time import calendar_from_dict


class BadShop(ValueError):
    """A file of a demo shop is wrong; the message names file, place and what is allowed."""


def load_shop(folder: Path) -> Shop:
    """The shop in ``folder``.

    Raises:
        BadShop: a file is missing or says something the engine does not know.
    """
    try:
        return _shop(folder)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise BadShop(f"{folder.name}: {error}") from error


def _shop(folder: Path) -> Shop:
    main = _toml(folder / "shop.toml")
    brand, volume = main["brand"], main["volume"]
    phrases = _toml(folder / "phrases.toml")
    typos = phrases.pop("typos", {})
    return Shop(
        id=brand["id"],
        name=brand["name"],
        language=brand["language"],
        folder=folder,
        calendar=calendar_from_dict(main["calendar"]),
        targets=main["targets"],
        allowed_links=tuple(brand["allowed_links"]),
        currency=brand["currency"],
        thousands=brand["thousands"],
        payments=tuple(brand["payments"]),
        slots=tuple((start, end) for start, end in main["places"]["slots"]),
        cities=tuple(City(name=name, to=to, inside=inside) for name, to, inside in main["places"]["cities"]),
        shops=tuple(main["places"]["shops"]),
        points=tuple(main["places"]["points"]),
        words=_flat(main["words"]),
        terms=Terms(**main["terms"]),
        volume=Volume(**volume),
        products=tuple(_product(row) for row in rows(folder / "products.csv")),
        people=tuple(_person(row) for row in rows(folder / "customers.csv")),
        operators=_operators(folder),
        questions=_questions(folder / "asks"),
        phrases={name: tuple(lines) for name, lines in _flat(phrases).items()},
        typos={word: tuple(forms) for word, forms in typos.items()},
        plants=tuple(_plant(entry) for entry in _toml(folder / "plants.toml")["plant"]),
    )


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header line."""
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadShop(f"{file.name}: {error}") from error


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """``{"sorry": {"warm": […]}}`` as ``{"sorry.warm": […]}``."""
    flat: dict[str, Any] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _product(row: Mapping[str, str]) -> Product:
    gender = row["gender"]
    if gender not in ("m", "f", "n", "p"):
        raise BadShop(f"products.csv, {row['id']}: gender {gender!r}; use m, f, n or p")
    return Product(
        id=row["id"],
        name=row["name"],
        cases={case: row[case] for case in ("nom", "gen", "acc", "pre")},
        gender=gender,  # type: ignore[arg-type]  # checked above
        category=row["category"],
        price=int(row["price"]),
        options=tuple(filter(None, row["options"].split("|"))),
    )


def _person(row: Mapping[str, str]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        first_name=row["first_name"],
        gender="m" if row["gender"] == "m" else "f",
        city=row["city"],
        email=row["email"],
        phone=row["phone"],
        points=int(row["points"]),
        sloppy=float(row["sloppy"]),
    )


def _operators(folder: Path) -> tuple[Operator, ...]:
    habits = _toml(folder / "habits.toml")
    found = []
    for row in rows(folder / "operators.csv"):
        habit = dict(habits[row["id"]])
        coached = habit.pop("coached", None)
        week = habit.pop("coached_week", 0)
        recent = habit.pop("recent_only", 0)
        found.append(
            Operator(
                id=row["id"],
                name=row["name"],
                gender="m" if row["gender"] == "m" else "f",
                team=row["team"],
                hired_weeks_ago=int(row["hired_weeks_ago"]),
                share=float(row["share"]),
                about=row["about"],
                habit=_habit(habit),
                coached=_habit({**habit, **coached}) if coached else None,
                coached_week=week,
                recent_only=recent,
            )
        )
    return tuple(found)


def _habit(entry: Mapping[str, Any]) -> Habit:
    if unknown := set(entry["styles"]) - set(STYLES):
        raise BadShop(f"habits.toml: style {min(unknown)!r}; use {', '.join(STYLES)}")
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return Habit(**{**entry, **lists})


def _questions(folder: Path) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for file in sorted(folder.glob("*.toml")):
        page = _toml(file)
        for entry in page["ask"]:
            question = _question({"topic": page["topic"], **entry}, file.name)
            if question.id in found:
                raise BadShop(f"{file.name}: the id {question.id!r} is taken")
            found[question.id] = question
    return found


def _question(entry: dict[str, Any], file: str) -> Question:
    where = f"{file}, {entry.get('id')}"
    if entry.get("order", "none") not in STATES:
        raise BadShop(f"{where}: order {entry['order']!r}; use {', '.join(STATES)}")
    answers = {style: tuple(entry.pop(style)) for style in STYLES if style in entry}
    days = entry.pop("days", None)
    entry.update({key: tuple(entry[key]) for key in ("open", "also", "goods", "kept") if key in entry})
    return Question(
        follow=tuple(_follow(item) for item in entry.pop("follow", ())),
        reopen=tuple(_follow(item) for item in entry.pop("reopen", ())),
        answers=answers,
        days=(days[0], days[1]) if days else None,
        **entry,
    )


def _follow(entry: Mapping[str, Any]) -> FollowUp:
    answers = {style: tuple(entry[style]) for style in STYLES if style in entry}
    return FollowUp(
        say=tuple(entry["say"]), answers=answers, attach=int(entry.get("attach", 0)), after=entry.get("after", "")
    )


def _plant(entry: Mapping[str, Any]) -> Plant:
    return Plant(
        defect=entry["defect"],
        question=entry["question"],
        operators=tuple(entry["operators"]),
        texts=tuple(entry["texts"]),
    )
