"""The matcher of hand-written cues, and the word lists that ship."""

import re

import pytest

from reply_core import ask_cues
from reply_core.cues import CueBook, split_phrases, tokenize, word_file
from reply_core.text import fold


def labels(book: CueBook, text: str) -> list[str]:
    return [hit.label for hit in book.find(tokenize(fold(text)))]


@pytest.mark.parametrize(
    ("phrase", "hits", "misses"),
    [
        ("возврат*", ["Возврату", "возврат"], ["невозврат", "возраст"]),
        ("*айте", ["давайте", "присылайте"], ["айтер"]),
        ("не пришел", ["Не пришёл"], ["пришёл", "не скоро пришёл"]),
        ("не .. пришел", ["не пришёл", "не скоро ещё пришёл"], ["не то что бы скоро пришёл", "пришёл не"]),
        ("вы|вам тут", ["Вы тут?", "вам тут"], ["мы тут"]),
        ("^ можно", ["Можно?"], ["а можно"]),
        ("сколько можно $", ["ну сколько можно?!"], ["сколько можно вернуть"]),
    ],
)
def test_how_cues_are_written(phrase: str, hits: list[str], misses: list[str]) -> None:
    """Beginnings, endings, alternatives, gaps and anchors."""
    book = CueBook.of({"cue": phrase})
    assert all(labels(book, text) == ["cue"] for text in hits)
    assert not any(labels(book, text) for text in misses)


def test_hits_name_their_tokens_within_a_stretch() -> None:
    """Tokens are counted over the whole text; anchors look at the stretch."""
    book = CueBook([("a", 2.0, "^ где"), ("b", 1.0, "где .. заказ")])
    tokens = tokenize("так где мой заказ")
    assert [(hit.label, hit.weight, hit.begin, hit.end) for hit in book.find(tokens, 1)] == [
        ("a", 2.0, 1, 2),
        ("b", 1.0, 1, 4),
    ]
    assert book.find(tokens, 1, 3) == [book.find(tokens, 1)[0]]


def test_phrases_end_at_a_semicolon_or_a_line() -> None:
    """Blank ones are left out."""
    assert list(split_phrases(" один ; два слова\n;\nтри ")) == ["один", "два слова", "три"]


@pytest.mark.parametrize("name", ["asks", "topics", "promises", "terms"])
def test_word_lists_are_written_folded(name: str) -> None:
    """A cue with ё or a capital would never match."""
    file = word_file(name)
    blocks = [block for entry in file.values() for block in (entry.values() if isinstance(entry, dict) else [entry])]
    labels = {entry[key] for entry in file.values() if isinstance(entry, dict) for key in ("ru", "en") if key in entry}
    assert blocks
    assert all(block == fold(block) for block in blocks if block not in labels)


def test_every_label_of_the_ask_cues_has_words() -> None:
    """The labels in code and in the file are the same."""
    in_code = {
        value for name, value in vars(ask_cues).items() if name.isupper() and isinstance(value, str) and value.islower()
    }
    assert in_code == set(word_file("asks")) - {"classes"}


@pytest.mark.parametrize("text", ["", "  Где  мой\u00a0заказ?\n\nКто-то д'Артаньян", "1.5 кг\t№7\u2028да", "один"])
def test_words_stand_where_they_are_cut(text: str) -> None:
    """Whatever blanks lie between, each word's place is its own, and cutting again gives the same."""
    folded = fold(text)
    words = tokenize(folded)
    assert all(folded[start:end] == word for word, start, end in words)
    assert [word for word, _, _ in words] == re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", folded)
    assert tokenize(folded) == words
