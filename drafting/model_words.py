"""What is said on a draft about the model's part in it: what was cut, removed, or could not be had."""

from collections.abc import Sequence

from reply_core.types import Language


def sources_cut(titles: Sequence[str], language: Language) -> str:
    """«в запрос к модели не поместились источники: «Доставка», «Обмен»»."""
    if language == "ru":
        return f"в запрос к модели не поместились источники: {', '.join(f'«{title}»' for title in titles)}"
    return f"sources left out of the model's prompt for length: {', '.join(f'“{title}”' for title in titles)}"


def source_shortened(title: str, language: Language) -> str:
    """Said when even the best source was too long and its end was left out."""
    if language == "ru":
        return f"источник «{title}» показан модели не целиком: конец не поместился"
    return f"the model saw “{title}” without its end: it did not fit"


def history_cut(retold: int, dropped: int, language: Language) -> str:
    """«переписка показана модели коротко: пересказано сообщений 12, не вошло 3»."""
    if language == "ru":
        left = f", не вошло {dropped}" if dropped else ""
        return f"переписка показана модели коротко: пересказано сообщений {retold}{left}"
    left = f", {dropped} left out" if dropped else ""
    return f"the model saw the thread in short: {retold} messages retold{left}"


def message_cut(language: Language) -> str:
    """Said when the customer's own message was too long for the prompt."""
    if language == "ru":
        return "сообщение покупателя показано модели не целиком: середина пропущена"
    return "the model saw the customer's message without its middle: it did not fit"


def removed(count: int, language: Language) -> str:
    """Said when sentences of the model were refused and left out."""
    if language == "ru":
        return f"из ответа модели убрано предложений: {count} — источники их не подтверждают"
    return f"sentences removed from the model's answer: {count} — no source bears them out"


def without_source(phrase: str, language: Language) -> str:
    """Said of a promise or an absolute that no source makes."""
    if language == "ru":
        return f"обещание без источника: «{phrase}»"
    return f"a promise without a source: “{phrase}”"


def other_language(language: Language) -> str:
    """Why a sentence in another language than the customer's was refused."""
    return "написано не на языке покупателя" if language == "ru" else "not in the customer's language"


def premise(claimed: str, real: str, language: Language) -> str:
    """«покупатель называет 90 дней, в базе 14 дней»."""
    if language == "ru":
        return f"покупатель называет {claimed}, в базе {real}"
    return f"the customer says {claimed}, the knowledge base says {real}"


def internal_only(title: str, language: Language) -> str:
    """Said of a sentence that only an internal article bears out."""
    if language == "ru":
        return f"опирается на внутреннюю статью «{title}»: проверьте, можно ли сказать это покупателю"
    return f"rests on the internal article “{title}”: check whether a customer may be told"


def manner(language: Language) -> str:
    """What a second variant is to be like, for the prompt."""
    if language == "ru":
        return "Это второй вариант: короче и теплее первого, теми же фактами, другими словами."
    return "This is a second variant: shorter and warmer than the first, the same facts in other words."


def no_variant(language: Language) -> str:
    """Why there is no second variant."""
    if language == "ru":
        return "Второго варианта нет: короче без потери ответа не получается"
    return "There is no second variant: it cannot be shorter without losing an answer"


def no_variant_of(kind: str, language: Language) -> str:
    """Why something that is no draft has no variant."""
    if language == "ru":
        return "Второго варианта нет: это не черновик, а статьи для чтения или передача коллеге"
    return f"There is no second variant: this is no draft ({kind})"


def shorter_variant(cause: str, language: Language) -> str:
    """How the second variant came about when no model wrote it."""
    why = f" ({cause})" if cause else ""
    if language == "ru":
        return f"второй вариант: короче, составлен без модели{why}"
    return f"second variant: shorter, made without a model{why}"
