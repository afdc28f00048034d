"""The standard in plain words, for people, rules of the house and the judge's prompt: one source, every number."""

from collections.abc import Mapping

from qa_scoring.labels import criterion_label, critical_label, pillar_label
from qa_scoring.left_out import CHANNELS, left_out_text
from qa_scoring.standard import Standard
from qa_scoring.verdicts import PILLARS
from reply_core.types import Language

_POLICY: Mapping[str, dict[Language, str]] = {
    "confirmed": {"ru": "засчитывается сразу", "en": "counts at once"},
    "candidate": {"ru": "ждёт решения человека", "en": "waits for a person"},
}


def _number(value: float, language: Language) -> str:
    text = f"{value:g}"
    return text.replace(".", ",") if language == "ru" else text


def describe(standard: Standard, language: Language) -> tuple[str, ...]:
    """The standard as lines of plain words; every weight, target and threshold in force is named."""
    lines = [_pillar_line(standard, name, language) for name in PILLARS]
    if advice := [code for codes in PILLARS.values() for code in codes if not standard.wants(code)]:
        names = ", ".join(criterion_label(code, language) for code in advice)
        lines.append(f"Советы, на оценку не влияют: {names}." if language == "ru" else f"Advice, no weight: {names}.")
    lines += [
        f"{criterion_label(code, language)}. {left_out_text(standard, code, language)}" for code in standard.not_asked
    ]
    lines.append(_targets_line(standard, language))
    lines.extend(_critical_lines(standard, language))
    lines.extend(_rule_lines(standard, language))
    return tuple(lines)


def _pillar_line(standard: Standard, name: str, language: Language) -> str:
    parts = ", ".join(
        f"{criterion_label(code, language)} {_number(standard.weights[code], language)}"
        for code in PILLARS[name]
        if standard.wants(code)
    )
    weight = _number(standard.pillars.get(name, 0.0), language)
    says = {"ru": f"{pillar_label(name, 'ru')} (вес {weight})", "en": f"{pillar_label(name, 'en')} (weight {weight})"}
    return f"{says[language]}: {parts or '—'}."


def _targets_line(standard: Standard, language: Language) -> str:
    unit = "мин" if language == "ru" else "min"
    names = CHANNELS[language]
    parts = ", ".join(f"{names[channel]} {minutes} {unit}" for channel, minutes in standard.targets.items())
    return f"Ответ за рабочее время: {parts}." if language == "ru" else f"Reply within working time: {parts}."


def _critical_lines(standard: Standard, language: Language) -> list[str]:
    lines = []
    for policy, words in _POLICY.items():
        codes = [code for code, state in standard.critical.items() if state == policy]
        if codes:
            names = ", ".join(critical_label(code, language) for code in codes)
            head = "Критично" if language == "ru" else "Critical"
            lines.append(f"{head} ({words[language]}): {names}.")
    return lines


def _rule_lines(standard: Standard, language: Language) -> list[str]:
    share = f"{standard.min_coverage:.0%}"
    gap, words = standard.greeting_gap_hours, standard.clarity_words_from
    if language == "ru":
        lines = [
            f"Если оценено меньше {share} веса части, число не показывается: мало данных.",
            f"Приветствие ждём в первом ответе и после перерыва больше {_number(gap, 'ru')} ч.",
            f"Ясность смотрим в ответах длиннее {words} слов; длину фраз задаёт профиль речи.",
        ]
    else:
        lines = [
            f"Below {share} of a part's weight decided, no number is shown: not enough evidence.",
            f"A greeting is expected in the first reply and after a gap of more than {_number(gap, 'en')} h.",
            f"Clarity is looked at in replies longer than {words} words; the voice profile limits the sentences.",
        ]
    return [*lines, *_links_lines(standard, language), *_iqs_lines(standard, language)]


def _links_lines(standard: Standard, language: Language) -> list[str]:
    links = ", ".join(standard.allowed_links)
    lines = []
    if links:
        lines.append(f"Разрешённые ссылки: {links}." if language == "ru" else f"Allowed links: {links}.")
    if standard.links_saved:
        lines.append(
            "Ссылка на чужой сайт или просьба заплатить не через магазин засчитывается сразу."
            if language == "ru"
            else "A link to another site, or a request to pay past the shop, counts at once."
        )
    else:
        lines.append(
            "Список ссылок не сохранён: чужие ссылки и просьбы заплатить ждут решения человека."
            if language == "ru"
            else "The list of links is not saved: links to other sites and requests to pay wait for a person."
        )
    return lines


def _iqs_lines(standard: Standard, language: Language) -> list[str]:
    """How the compatible score is counted, where the standard asks for it."""
    if not standard.iqs_compat:
        return []
    critical = ", ".join(criterion_label(code, language) for code in standard.iqs_critical)
    weights = ", ".join(
        f"{criterion_label(code, language)} {weight}" for code, weight in sorted(standard.iqs_weights.items())
    )
    scales = ", ".join(
        f"{criterion_label(code, language)} {points}" for code, points in sorted(standard.iqs_scales.items())
    )
    told = {
        "ru": ("Рядом с оценкой показывается число по формуле Zendesk QA", "обнуляют", "веса", "баллов в шкале"),
        "en": ("Beside the score stands a number by Zendesk QA's formula", "zeroed by", "weights", "points of a scale"),
    }[language]
    parts = [f"{name}: {value}" for name, value in zip(told[1:], (critical, weights, scales), strict=True) if value]
    return ["; ".join([told[0], *parts]) + "."]
