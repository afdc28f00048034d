"""The sentences that explain verdicts, in Russian and English, by stable code."""

from reply_core.types import Language

_REASONS: dict[str, tuple[str, str]] = {
    # respect, empathy, courtesy
    "no_violation": (
        "просмотрено предложений: {count}; грубости, упрёков и отписок нет",
        "sentences looked at: {count}; no rudeness, blame or brush-off",
    ),
    "violation": ("{what}", "{what}"),
    "no_reply_text": ("в ответе нет слов", "the reply has no words"),
    "no_harm": ("повода для сожаления нет", "nothing to be sorry for"),
    "sorry_said": ("сожаление выражено", "sympathy is expressed"),
    "sorry_unclear": (
        "повод есть, явных слов сожаления нет; без модели не оценено",
        "there is a reason, no explicit words of sympathy; not judged without a model",
    ),
    "sorry_absent": ("повод есть, слов сожаления нет", "there is a reason, and no word of sympathy"),
    "sorry_spoiled": (
        "слова сожаления рядом с упрёком; решает человек",
        "sympathy stands beside a reproach; for a person to decide",
    ),
    "not_asked": ("стандарт этого не просит", "the standard does not ask for it"),
    "not_asked_channel": (
        "в этом канале ({what}) стандарт этого не просит",
        "the standard does not ask for it in this channel ({what})",
    ),
    "not_asked_topic": (
        "по теме «{what}» стандарт этого не просит",
        "the standard does not ask for it on the topic “{what}”",
    ),
    "not_first": ("не первый ответ и перерыва не было", "not the first reply and no gap before it"),
    "greeted": ("есть приветствие", "there is a greeting"),
    "not_greeted": ("нет приветствия", "there is no greeting"),
    "name_unknown": ("имя покупателя неизвестно", "the customer's name is not known"),
    "named": ("обращение по имени", "the customer is named"),
    "not_named": ("имя известно, обращения нет", "the name is known but not used"),
    "wrong_name": ("в ответе «{said}», покупателя зовут {name}", "the reply says “{said}”, the customer is {name}"),
    "not_last": ("не последний ответ в разговоре", "not the last reply of the conversation"),
    "closed": ("есть завершение", "there is a closing"),
    "not_closed": ("нет завершения", "there is no closing"),
    "no_refusal": ("отказа нет", "nothing is refused"),
    "way_out": ("отказ с причиной или заменой", "the refusal gives a reason or an alternative"),
    "bare_refusal": ("отказ без причины и без замены", "a refusal with neither a reason nor an alternative"),
    "way_out_unclear": (
        "рядом с отказом не видно причины или замены; без модели не оценено",
        "no reason or alternative beside the refusal; not judged without a model",
    ),
    # completeness
    "nothing_asked": ("вопросов нет", "nothing was asked"),
    "asks_counted": ("вопросы: {covered} из {total}", "questions: {covered} of {total}"),
    "asks_open": (
        "возможно, без ответа: {missed} из {total}; решает человек или модель",
        "possibly unanswered: {missed} of {total}; for a person or a model to decide",
    ),
    "asks_undecided": (
        "решено {decided} из {total} вопросов; остальное решает человек или модель",
        "{decided} of {total} questions decided; the rest is for a person or a model",
    ),
    "asked_again": (
        "спрошено то, что покупатель уже сообщил: {what}",
        "asks for what the customer has already given: {what}",
    ),
    "no_substance": ("в ответе нет ничего по существу", "nothing in the reply is to the point"),
    "attachment_only": ("ответ — только вложение", "the reply is an attachment only"),
    "no_claims": ("проверяемых утверждений нет", "there is nothing checkable"),
    "supported": ("сходится с источниками", "agrees with the sources"),
    "supported_here": (
        "сходится с заказом и перепиской; базы знаний нет",
        "agrees with the order and the thread; no knowledge base given",
    ),
    "contradicted": ("расходится с источником: {note}", "contradicts a source: {note}"),
    "not_verifiable": (
        "в источниках этого нет, проверьте: {what}",
        "not in the sources, please check: {what}",
    ),
    "not_verifiable_here": (
        "проверено только по заказу и переписке (базы знаний нет): {what}",
        "checked against order and thread only (no knowledge base): {what}",
    ),
    "status_differs": ("в заказе другое: «{expected}»", "the order says otherwise: “{expected}”"),
    "step_given": ("следующий шаг назван", "the next step is named"),
    "nothing_pending": ("ответ закрывает вопрос, шаг не нужен", "the reply settles the matter"),
    "step_unclear": (
        "следующего шага не видно; без модели не оценено",
        "no next step seen; not judged without a model",
    ),
    "no_step": ("нет следующего шага", "there is no next step"),
    "no_promise": ("ничего не обещано и не ожидается", "nothing is promised or awaited"),
    "waits_for_customer": ("ждём данных от покупателя", "it is the customer's turn"),
    "term_given": ("срок назван", "a term is given"),
    "term_vague": ("срок неопределённый", "the term is vague"),
    "no_term": ("обещано или просят ждать, срока нет", "a promise or a wait without a term"),
    "counted_in_asks": (
        "о сроке спрашивали: учтено в «Ответ на вопросы»",
        "the term was asked for: counted under “Questions answered”",
    ),
    "no_protocol": ("для темы порядок не задан", "the topic has no protocol"),
    "protocol_not_needed": (
        "по теме спрошено другое: порядок здесь не нужен",
        "the topic's protocol is not needed for what was asked",
    ),
    "protocol_deferred": ("обещан ответ к сроку: порядок впереди", "an answer is promised by a time: not due yet"),
    "protocol_met": ("всё нужное по теме есть", "everything the topic requires is there"),
    "protocol_missing": ("по теме не видно: {missing}", "not seen, though the topic asks for it: {missing}"),
    # speed
    "no_wait": ("ответ не закрывал ожидание", "the reply closed no wait"),
    "time_unknown": ("время сообщений неизвестно", "the times are not known"),
    "no_target": ("для канала нет срока", "the channel has no target"),
    "in_time": ("{spent} из {target} рабочих минут", "{spent} of {target} working minutes"),
    "in_time_team": (
        "{spent} из {target} рабочих минут; время назначения неизвестно — только по команде",
        "{spent} of {target} working minutes; time of assignment unknown: team only",
    ),
    "no_due_promise": ("к этому ответу ничего не было обещано", "nothing promised was due"),
    "promise_open": ("обещано «{promise}», срок ещё не наступил", "promised “{promise}”, not due yet"),
    "promise_moved": (
        "обещано «{promise}»: сдержано ли, видно по следующему ответу",
        "promised “{promise}”: the next reply shows whether it was kept",
    ),
    "promise_kept": ("обещание сдержано: «{promise}»", "the promise was kept: “{promise}”"),
    "promise_lapsed": ("обещано «{promise}», срок прошёл без ответа", "promised “{promise}”, nothing came by then"),
    "promise_late": ("обещано «{promise}», вышло позже", "promised “{promise}”, done later"),
    # language
    "register_fits": ("обращение по профилю", "the form of address fits the profile"),
    "no_address": (
        "просмотрено предложений: {count}; обращений «вы» и «ты» нет, профилю ничто не противоречит",
        "sentences looked at: {count}; the customer is not addressed, nothing is against the profile",
    ),
    "register_differs": ("обращение не по профилю: {what}", "the form of address does not fit the profile: {what}"),
    "foreign_words": (
        "много слов, которых нет в словарях: правописание не проверено",
        "many words no dictionary knows: spelling was not checked",
    ),
    "literate": ("просмотрено слов: {count}; ошибок не найдено", "words looked at: {count}; no mistakes found"),
    "misspelt": ("возможные ошибки: {what}", "possible mistakes: {what}"),
    "other_language": ("ответ не на языке покупателя", "the reply is not in the customer's language"),
    "terms_fit": (
        "просмотрено слов: {count}; слова бренда соблюдены",
        "words looked at: {count}; the brand's words are kept",
    ),
    "term_used": ("слово бренда на месте", "the brand's own word is used"),
    "terms_differ": ("{what}", "{what}"),
    "no_terms": ("список слов бренда пуст", "the brand's word list is empty"),
    "short": ("ответ короткий", "the reply is short"),
    "clear": (
        "просмотрено предложений: {count}; фразы не длиннее {limit} слов",
        "sentences looked at: {count}; none is longer than {limit} words",
    ),
    "long_sentences": (
        "тяжёлых фраз (длиннее {limit} слов или с канцеляритом): {count} из {total}",
        "{count} of {total} sentences are heavy (longer than {limit} words or full of officialese)",
    ),
    # critical and flags
    "asks_secret": ("просит назвать секретные данные карты", "asks for card secrets"),
    "placeholder": ("шаблон не заполнен", "the template is not filled in"),
    "insulting": ("оскорбление покупателя", "an insult"),
    "threatening": ("угроза", "a threat"),
    "discriminating": ("возможна дискриминация", "possibly discriminating"),
    "foreign_data": ("чужие личные данные: {kinds}", "someone else's personal data: {kinds}"),
    "other_customer": (
        "«{said}» — не имя и не заказ этого покупателя",
        "“{said}” is neither this customer's name nor order",
    ),
    "unknown_link": ("ссылки нет в списке магазина: {domain}", "the link is not on the shop's list: {domain}"),
    "lookalike_link": (
        "адрес похож на адрес магазина, но это другой сайт: {domain}",
        "the address looks like the shop's, yet it is another site: {domain}",
    ),
    "short_link": ("короткая ссылка: не видно, куда ведёт ({domain})", "a short link hides where it leads ({domain})"),
    "messenger_link": (
        "зовёт в переписку вне списка магазина: {domain}",
        "leads to a private chat outside the shop's list: {domain}",
    ),
    "foreign_payment": (
        "просит заплатить не через магазин: на карту, счёт или по номеру",
        "asks to pay past the shop: to a card, an account or a number",
    ),
    "closed_empty": ("диалог закрыт без ответа по существу", "closed without an answer to the point"),
    "model_failed": (
        "модель не помогла ({cause}): оценено без неё",
        "the model did not help ({cause}): scored without it",
    ),
    "model_said": ("{text}", "{text}"),
    "model_unsure": ("модель не смогла решить", "the model could not decide"),
    "model_silent": ("модель об этом ничего не сказала", "the model said nothing of it"),
    "model_unreadable": ("ответ модели не прочитан", "the model's answer could not be read"),
    "passes_differ": ("модель ответила по-разному", "the model answered differently when asked again"),
    "parts_differ": (
        "{what}: без модели похоже на одно, модель решила другое",
        "{what}: one thing without the model, another by the model",
    ),
    "evidence_not_found": ("цитата не найдена в тексте", "the quote is not in the text"),
}


def say(code: str, language: Language, **values: object) -> str:
    """The sentence of a code with its values put in.

    Raises:
        KeyError: there is no such code, or a value is missing.
    """
    text = _REASONS[code][0 if language == "ru" else 1]
    return text.format(**values) if "{" in text else text


def all_codes() -> tuple[str, ...]:
    """Every code there is a sentence for."""
    return tuple(_REASONS)
