"""The API's own sentences, Russian and English, and the language a request asks for."""

from collections.abc import Mapping

from reply_core.types import Language

_SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "bad_request": {"ru": "Запрос нельзя выполнить", "en": "The request cannot be carried out"},
    "wrong_fields": {"ru": "В запросе ошибки: {count}", "en": "The request has errors: {count}"},
    "mend_fields": {"ru": "Исправьте поля, названные в errors", "en": "Mend the fields named in errors"},
    "trial_cut": {
        "ru": "За отведённое время проверено {done} из {total} ответов выборки",
        "en": "{done} of {total} sampled replies were tried in the time there was",
    },
    "empty_body": {"ru": "Тело запроса пустое", "en": "The body of the request is empty"},
    "mend_empty_body": {"ru": "Пришлите объект JSON", "en": "Send a JSON object"},
    "bad_json": {"ru": "Тело запроса не JSON: {why}", "en": "The body is no JSON: {why}"},
    "too_deep": {"ru": "слишком глубокая вложенность", "en": "nested too deeply"},
    "bad_encoding": {"ru": "Тело запроса не в UTF-8", "en": "The body is not UTF-8"},
    "mend_json": {"ru": "Пришлите JSON в UTF-8", "en": "Send JSON in UTF-8"},
    "no_key": {"ru": "Нужен ключ", "en": "A key is needed"},
    "unknown_key": {"ru": "Ключ не подходит: неизвестен или отозван", "en": "The key is not known or was revoked"},
    "session_over": {
        "ru": "Вход закончился или закрыт: войдите ещё раз",
        "en": "The session has ended: sign in again",
    },
    "mend_key": {
        "ru": "Заголовок Authorization: Bearer ВАШ_КЛЮЧ; ключ создаёт команда tact keys",
        "en": "Send the header Authorization: Bearer YOUR_KEY; the command tact keys makes one",
    },
    "not_allowed": {"ru": "Роль «{role}» этого не может", "en": "The role {role} may not do this"},
    "mend_not_allowed": {"ru": "Это могут: {roles}", "en": "These roles may: {roles}"},
    "not_yours": {"ru": "Это запись другого сотрудника", "en": "This record belongs to a colleague"},
    "mend_not_yours": {
        "ru": "Вам видны свои диалоги и оценки; остальные видит руководитель",
        "en": "You see your own conversations and cards; a lead sees the others",
    },
    "not_found": {"ru": "Такой записи нет", "en": "There is no such record"},
    "no_route": {"ru": "Такого адреса нет", "en": "There is no such address"},
    "mend_no_route": {"ru": "Все адреса: /schema", "en": "All addresses: /schema"},
    "wrong_method": {"ru": "Метод {method} здесь не принимается", "en": "The method {method} is not taken here"},
    "mend_wrong_method": {"ru": "Принимаются: {methods}", "en": "Taken: {methods}"},
    "too_large": {"ru": "Запрос больше {limit} МБ", "en": "The request is larger than {limit} MB"},
    "mend_too_large": {
        "ru": "Разделите файл или поднимите TACT_UPLOAD_LIMIT_MB",
        "en": "Split the file or raise TACT_UPLOAD_LIMIT_MB",
    },
    "wrong_type": {"ru": "Тип содержимого «{given}» не читаем", "en": "The content type {given} is not read here"},
    "mend_wrong_type": {"ru": "Пришлите с Content-Type: {wanted}", "en": "Send it with Content-Type: {wanted}"},
    "conflict": {"ru": "Запись уже изменена", "en": "The record has changed already"},
    "conflict_again": {
        "ru": "Обновите данные и повторите",
        "en": "Read it again and repeat",
    },
    "internal": {
        "ru": "Ошибка на нашей стороне, номер {number}",
        "en": "An error on our side, number {number}",
    },
    "mend_internal": {
        "ru": "Подробности в журнале сервера под этим номером",
        "en": "The server's log has the details under this number",
    },
    "decided": {
        "ru": "По этому черновику решение уже принято: {decision}, {when}",
        "en": "This draft has been decided already: {decision}, {when}",
    },
    "variant_decided": {
        "ru": "По этому черновику решение уже принято: второй вариант не нужен",
        "en": "This draft has been decided already: it needs no second variant",
    },
    "mend_decided": {
        "ru": "Ответ записан один раз; обновите страницу",
        "en": "The reply is recorded once; reload the page",
    },
    "accepted": {"ru": "принят", "en": "accepted"},
    "edited": {"ru": "принят с правкой", "en": "accepted with an edit"},
    "rejected": {"ru": "отклонён", "en": "rejected"},
    "reason_needed": {"ru": "Отклоняя, напишите причину", "en": "A rejection needs a reason"},
    "text_needed": {"ru": "Нет текста ответа", "en": "There is no text to send"},
    "mend_text_needed": {"ru": "Пришлите text", "en": "Send text"},
    "nothing_waits": {
        "ru": "В этом диалоге никто не ждёт ответа",
        "en": "Nobody waits for an answer in this conversation",
    },
    "asked": {"ru": "Файл понят не до конца: {what}", "en": "Not everything in the file is clear: {what}"},
    "mend_asked": {
        "ru": "Укажите названное в asked и пришлите файл ещё раз",
        "en": "Say what asked names and send the file again",
    },
    "no_files": {"ru": "В запросе нет файлов", "en": "The request carries no files"},
    "mend_no_files": {
        "ru": "Пришлите хотя бы один файл в поле files",
        "en": "Send at least one file in the field files",
    },
    "many_files": {"ru": "Файлов больше {limit}", "en": "More than {limit} files"},
    "form_unknown": {"ru": "Неизвестные поля формы: {names}", "en": "Unknown form fields: {names}"},
    "columns_json": {
        "ru": "columns — не объект JSON «поле: заголовок»",
        "en": "columns is no JSON object of field: header",
    },
    "no_passages": {
        "ru": "Базы знаний в запросе нет: верность сведений сверена только с заказом и перепиской",
        "en": "No passages: correctness is checked against order and thread only",
    },
    "field_unknown": {"ru": "неизвестный ключ", "en": "an unknown key"},
    "field_missing": {"ru": "поле обязательно", "en": "the field is required"},
    "field_one_of": {"ru": "должно быть одно из: {allowed}", "en": "must be one of: {allowed}"},
    "zone_needed": {
        "ru": "времени нужен часовой пояс, например 2026-11-13T17:40:00+03:00",
        "en": "a time needs its zone, such as 2026-11-13T17:40:00+03:00",
    },
    "no_nul": {"ru": "В адресе недопустимый символ NUL", "en": "The address holds a NUL"},
    "not_ready": {"ru": "Не готов", "en": "Not ready"},
    "mend_not_ready": {"ru": "Смотрите checks", "en": "See checks"},
}
_ROLES: Mapping[str, Mapping[Language, str]] = {
    "operator": {"ru": "оператор", "en": "operator"},
    "lead": {"ru": "руководитель", "en": "lead"},
    "trainer": {"ru": "тренер", "en": "trainer"},
    "admin": {"ru": "администратор", "en": "admin"},
    "service": {"ru": "сервис", "en": "service"},
}
_LEVELS: Mapping[str, Mapping[Language, str]] = {
    "rules": {"ru": "только правила", "en": "rules only"},
    "local": {"ru": "правила и смысл", "en": "rules and meaning"},
    "model": {"ru": "с языковой моделью", "en": "with a language model"},
}


_PROGRESS: Mapping[str, Mapping[Language, str]] = {
    "articles": {"ru": "Статьи загружены", "en": "Articles loaded"},
    "embeddings": {"ru": "Смысл статей прочитан", "en": "Meaning of articles read"},
    "history": {"ru": "Переписка загружена", "en": "History loaded"},
    "scoring": {"ru": "Ответы оценены", "en": "Replies scored"},
    "scoring.rules": {"ru": "Ответы оценены правилами", "en": "Replies scored by rules"},
    "rescoring": {"ru": "Ответы оценены заново", "en": "Replies scored anew"},
    "scoring.local": {"ru": "Ответы оценены по смыслу", "en": "Replies scored by meaning"},
}


def progress_label(name: str, language: Language) -> str:
    """A piece of long work in words."""
    return _PROGRESS.get(name, {}).get(language, name)


def say(key: str, language: Language, **values: object) -> str:
    """A sentence of ours with its values filled in."""
    return _SENTENCES[key][language].format(**values)


def role_label(role: str, language: Language) -> str:
    """The role in words."""
    return _ROLES.get(role, {}).get(language, role)


def level_label(level: str, language: Language) -> str:
    """The level in words."""
    return _LEVELS.get(level, {}).get(language, level)


def language_of(accept: str | None, default: Language) -> Language:
    """The language of an Accept-Language header: the first of ours it names, else ``default``."""
    for part in (accept or "").lower().split(","):
        name = part.split(";")[0].strip()[:2]
        if name == "ru":
            return "ru"
        if name == "en":
            return "en"
    return default
