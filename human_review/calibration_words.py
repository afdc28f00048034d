"""Why something about a calibration round is refused, in two languages."""

from collections.abc import Mapping

from reply_core.errors import InvalidInput, TactError
from reply_core.types import Language

_REFUSALS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "which": {
        "ru": ("Укажите либо ответы, либо размер случайной выборки", "заполните одно из двух: cards или sample"),
        "en": ("Give either the replies or the size of a random sample", "fill in one of the two: cards or sample"),
    },
    "none": {
        "ru": ("За это время нет оценённых ответов", "возьмите более долгий срок или снимите фильтры"),
        "en": ("There are no scored replies in that time", "take a longer time or fewer filters"),
    },
    "many": {
        "ru": ("В раунде слишком много ответов: {code}", "не больше {known}"),
        "en": ("The round has too many replies: {code}", "at most {known}"),
    },
    "no_card": {
        "ru": ("Такой карточки нет: {code}", "возьмите карточки из списка ответов"),
        "en": ("There is no such card: {code}", "take cards from the list of replies"),
    },
    "unscored": {
        "ru": ("Среди ответов есть неоценённые", "уберите их: сравнивать с машиной нечего"),
        "en": ("Some of the replies are not scored", "leave them out: the machine said nothing of them"),
    },
    "mixed": {
        "ru": (
            "Ответы оценены по-разному: разные уровни или версии оценщика",
            "возьмите ответы одного уровня и одной версии",
        ),
        "en": (
            "The replies were scored in different ways: other levels or versions of the scorer",
            "take replies of one level and one version",
        ),
    },
    "criterion": {
        "ru": ("Критерия «{code}» здесь нет", "одно из: {known}"),
        "en": ("There is no criterion {code!r} here", "one of: {known}"),
    },
    "verdict": {
        "ru": ("Оценки «{code}» нет", "одно из: {known}"),
        "en": ("There is no verdict {code!r}", "one of: {known}"),
    },
    "nothing": {
        "ru": ("Не поставлено ни одной оценки", "оцените хотя бы один критерий"),
        "en": ("No verdict is given", "judge at least one criterion"),
    },
    "closed": {
        "ru": ("Раунд уже закрыт", "откройте новый раунд"),
        "en": ("The round is closed already", "open a new round"),
    },
    "random_round": {
        "ru": ("Раунд из случайной выборки: отобранное руками её испортит", "добавьте в раунд по выбранным ответам"),
        "en": (
            "The round is a random sample: what is picked by hand would spoil it",
            "add to a round of picked replies",
        ),
    },
    "in_round": {
        "ru": ("Эти ответы уже в раунде", "отметьте другие"),
        "en": ("These replies are in the round already", "tick others"),
    },
    "not_in_round": {
        "ru": ("Этого ответа в раунде нет", "возьмите ответ из списка раунда"),
        "en": ("The reply is not in this round", "take one from the round's list"),
    },
    "not_asked": {
        "ru": ("В этом раунде судят другие", "судьи раунда: {known}"),
        "en": ("Others judge in this round", "its judges: {known}"),
    },
    "judged_since": {
        "ru": ("Пока считали, кто-то поставил новые оценки", "закройте раунд ещё раз"),
        "en": ("Somebody judged while the round was being worked out", "close it once more"),
    },
    "unjudged": {
        "ru": ("В раунде ещё никто ничего не оценил", "сначала оцените ответы"),
        "en": ("Nobody has judged anything in this round yet", "judge the replies first"),
    },
}


def refusal(
    key: str,
    language: Language,
    *,
    where: str,
    kind: type[TactError] = InvalidInput,
    code: str = "",
    known: str = "",
) -> TactError:
    """The refusal of that key."""
    what, mend = _REFUSALS[key][language]
    return kind(what.format(code=code, known=known), where=where, mend=mend.format(code=code, known=known))
