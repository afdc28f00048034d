"""Words of the figures of drafts, in both languages."""

from collections.abc import Mapping

from reply_core.types import Language

Said = Mapping[str, Mapping[Language, str]]

NAMES: Said = {
    "together": {"ru": "Все вместе", "en": "Everybody"},
    "fact_fixed": {"ru": "исправлен факт", "en": "fact fixed"},
    "tone": {"ru": "поправлен тон", "en": "tone"},
    "shortened": {"ru": "сокращён", "en": "shortened"},
    "added": {"ru": "дополнен", "en": "added to"},
    "rewritten": {"ru": "переписан", "en": "rewritten"},
    "reason_wrong": {"ru": "неверно по сути", "en": "wrong in substance"},
    "reason_incomplete": {"ru": "ответ не на всё", "en": "does not answer everything"},
    "reason_tone": {"ru": "не наш тон", "en": "not our tone"},
    "reason_outdated": {"ru": "статья устарела", "en": "the article is outdated"},
    "reason_other": {"ru": "другое", "en": "other"},
    "new": {"ru": "до 3 месяцев", "en": "under 3 months"},
    "settled": {"ru": "3–12 месяцев", "en": "3–12 months"},
    "seasoned": {"ru": "больше года", "en": "over a year"},
    "unknown": {"ru": "стаж не указан", "en": "tenure not given"},
    "no_prompt": {"ru": "составлено без модели", "en": "composed without a model"},
    "every_topic": {"ru": "Все темы вместе", "en": "All topics together"},
    "purpose_draft": {"ru": "черновики", "en": "drafts"},
    "purpose_judge": {"ru": "оценка ответов", "en": "scoring of replies"},
    "purpose_rewrite": {"ru": "переписывание", "en": "rewriting"},
    "purpose_shadow": {"ru": "проба промпта", "en": "prompt on trial"},
}
TEXTS: Said = {
    "share": {"ru": "{share} % [{low}–{high}], {good} из {n}", "en": "{share}% [{low}–{high}], {good} of {n}"},
    "few": {"ru": "{good} из {n} — мало данных", "en": "{good} of {n}: not enough data"},
    "no_time": {"ru": "мало данных: {n}", "en": "not enough data: {n}"},
    "unread": {
        "ru": "Принимают не читая: {good} из {n} принятых без правки отправлены быстрее, чем их можно прочитать.",
        "en": "Accepted unread: {good} of {n} accepted as they are were sent faster than anybody can read them.",
    },
    "reached": {"ru": "цель достигнута", "en": "the target is reached"},
    "missed": {"ru": "цель не достигнута", "en": "the target is missed"},
    "cannot tell": {"ru": "пока не понять, достигнута ли цель", "en": "cannot tell yet whether the target is reached"},
    "not enough data": {"ru": "мало данных", "en": "not enough data"},
    "no_calls": {"ru": "Модель не вызывали.", "en": "The model was not called."},
    "cost": {
        "ru": "{cost} на 1 000 диалогов (вызовов: {calls}, диалогов: {n}); токенов: {tokens}",
        "en": "{cost} per 1,000 conversations (calls: {calls}, conversations: {n}); tokens: {tokens}",
    },
    "tokens_only": {
        "ru": "Цена не известна у {without} из {calls} вызовов, поэтому только токены: {tokens} на 1 000 диалогов "
        "(диалогов: {n}). Цену задают TACT_PRICE_IN и TACT_PRICE_OUT.",
        "en": "The price of {without} of {calls} calls is not known, so tokens only: {tokens} per 1,000 conversations "
        "(conversations: {n}). Set TACT_PRICE_IN and TACT_PRICE_OUT.",
    },
    "few_talks": {"ru": "мало диалогов для числа: {n}", "en": "too few conversations for a number: {n}"},
    "growing": {"ru": "растёт: ×{ratio} [{low}–{high}]", "en": "growing: ×{ratio} [{low}–{high}]"},
    "shrinking": {"ru": "убывает: ×{ratio} [{low}–{high}]", "en": "shrinking: ×{ratio} [{low}–{high}]"},
    "no change shown": {
        "ru": "изменения не видно: ×{ratio} [{low}–{high}]", "en": "no change shown: ×{ratio} [{low}–{high}]",
    },
    "counts": {
        "ru": "{text}; диалогов: {recent} за 4 нед., {before} за {weeks} нед. до них",
        "en": "{text}; conversations: {recent} in 4 weeks, {before} in the {weeks} before",
    },
}  # fmt: skip
NOTES: Said = {
    "shares": {
        "ru": "Доли — от черновиков, по которым уже ответили: принят, с правкой, отклонён или ответили без него. "
        "Заменённые новым черновиком и ещё открытые посчитаны рядом. Меньше 10: доли нет.",
        "en": "Shares are of drafts whose conversation was answered: accepted, edited, rejected, or answered without. "
        "Those replaced by a new draft and those still open are counted beside them. Below 10: no share.",
    },
    "time": {
        "ru": "Время до отправки — от показа черновика до решения, половина отправлена быстрее; точность 5 %.",
        "en": "Time to send runs from showing the draft to the decision; half were sent sooner; exact to 5 %.",
    },
    "levels": {
        "ru": "Здесь вместе черновики разных уровней ({levels}); порознь — в таблице уровней.",
        "en": "Drafts of several levels are counted together here ({levels}); the table of levels has them apart.",
    },
    "growth": {
        "ru": "Рост — отношение диалогов в неделю за последние 4 недели к 8 неделям до них, с 95-процентным интервалом "
        "(разброс недель учтён); из показанных случайны не больше 5 %.",
        "en": "Growth is the ratio of conversations a week in the last 4 weeks to the 8 before, with a 95 % interval "
        "(the spread of weeks counts); of those shown at most 5 % are chance.",
    },
    "edits": {
        "ru": "Одна правка может быть нескольких видов. Первыми стоят те, у кого нижняя граница доли выше.",
        "en": "One edit may be of several kinds. Those with the highest lower bound stand first.",
    },
    "newest": {
        "ru": "Решений много: прочитаны последние {n}.", "en": "Many decisions: the newest {n} were read.",
    },
}  # fmt: skip
