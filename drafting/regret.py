"""One sentence of regret, where the customer tells of harm: what happened is read, a mere question gets none.

«Не могу найти кнопку» is a question, «курьер не приехал, никто не позвонил» is harm. The sentence names the occasion in
neutral words: it admits no guilt and promises nothing.
"""

import re
from collections.abc import Mapping, Sequence

from drafting import words as say
from drafting.desk import DraftingDesk
from drafting.layout import Piece
from drafting.reading import Reading
from drafting.words import Occasion
from reply_core.text import fold, sentences
from tone_of_voice.check import check as check_tone

_SAID = re.compile(r"(?<!\w)(?:извин\w+|прости\w+|жаль|сожале\w+|sorry|apologi[sz]e|regret)(?!\w)")
_SUPPOSED = re.compile(
    r"(?<!\w)(?:если|вдруг|в случае|бывает ли|а что будет|if|in case|what happens when|suppose)(?!\w)"
)
_HARM: Mapping[Occasion, str] = {
    "staff": r"""
        хам(?:ит|ил|ств|к); нахам; груб(?:ит|ил|о |иян|ост); накрич; оскорб
        (?:продав|сотрудни|кассир|консультант|оператор)\w+ (?:\w+ ){0,3}(?:отказал|бросил|игнорир|смея|не стал|не захот)
        \brude\b; shouted at; was insulted; ignored me
    """,
    "delay": r"""
        должн\w+ был\w* (?:\w+ ){0,3}(?:прий|прие|дост|прив|быть); опозд; задержива; задержк; просроч
        жду уже; до сих пор
        (?<!\w)(?:\w+й|уже \w+) (?:день|дня|дней|недел\w*|час\w*|сутк\w*|месяц\w*) (?:\w+ ){0,2}(?:жд|нет|не)
        так и не (?:приш|прие|прив|дост|позв|получ|отв); никто не (?:звон|позвон|прие|прив|ответ|отвеч|перезвон)
        обещали (?:\w+ ){0,3}(?:вчера|сегодня|еще|до); где же
        перен(?:ес\w+|осит\w*) (?:\w+ ){0,3}(?:второй|третий|четвертый|который|опять|снова); (?:опять|снова) перен
        was supposed to; should have (?:arrived|been|come); still (?:not|no|waiting|hasn't|haven't|nothing)
        hasn't (?:arrived|come); has not (?:arrived|come); \blate\b; delayed; overdue; never (?:arrived|came|showed)
        (?:nobody|no one) (?:called|calls|came|answered|answers|replied)
    """,
    "courier": r"""
        курьер\w* (?:\w+ ){0,3}(?:не приехал|не приш|не привез|не позвон|опозд|бросил|не доч?звон|уехал|не поднял)
        не (?:приехал|пришел|дождал\w+) (?:\w+ ){0,2}курьер
        courier (?:\w+ ){0,3}(?:never|did not|didn't|no.show); (?:driver|courier) (?:\w+ ){0,2}(?:left|missed)
    """,
    "wrong_item": r"""
        (?:приш|привез|присла|положи|получил|доставил)\w* (?:\w+ ){0,2}(?:не то(?!\w)|друг(?:ой|ую|ое|ие)|чужо)
        (?:приш|привез|присла|положи|доставил)\w* (?:\w+ ){0,2}не (?:тот|та|ту|те|то) (?:товар|размер|цвет|модел|вещ)
        (?:товар|размер|модель|артикул) не (?:тот|та|те)(?!\w); перепутал; недостач; не доложили
        в (?:заказе|посылке|коробке|наборе|пакете) (?:\w+ ){0,3}не хватает
        не хватает (?:\w+ ){0,3}(?:детал|штук|предмет)
        (?:sent|got|received|delivered|arrived|came|is|was|it's)\b(?:\W+\w+){0,4}?\W+wrong
        wrong (?:item|size|colou?r|product|one) (?:arrived|came|was|in)
        (?:items?|parts?|pieces?) (?:is|are|was|were) missing
        (?:sent|got|received) (?:\w+ ){0,5}instead of
    """,
    "damaged": r"""
        разбит; битый; битая; битое; трес(?:нут|нул); трещин; раскол
        поврежд; порван; рваный; рваная; царапин; помят; вмятин; расколот
        damaged; broken (?:on|when); arrived broken; cracked; torn; scratched; dented; in pieces; smashed; shattered
        glass everywhere; chipped
    """,
    "defect": r"""
        (?<!\w)брак(?!\w); (?<!\w)браком; бракован; сломал; сломан; не включается; искрит; протека; развалил; отклеил
        расклеил; полинял; вздулс; дефект; отвалил; расшилс; разошелся
        перестал\w* (?:\w+ ){0,2}(?:работ|включ|греть|заряж)
        stopped working; does ?n[o']t (?:turn on|switch on|charge|heat); broke (?:after|down); faulty; defective
        fell apart; won't (?:turn|switch); (?:has|have|is) (?:already )?broken; leaks; leaking
    """,
    "money": r"""
        списал\w* (?:\w+ ){0,3}(?:дважды|два раза|лишн|повторно); дважды списал; двойное списание
        деньги (?:\w+ ){0,3}не (?:верн|приш|поступ); не верну(?:ли|лись|лся)
        charged (?:me )?(?:twice|two times|double); double charge; still no refund
        (?:refund|money) (?:\w+ ){0,3}(?:not|never|hasn't|hasnt)
    """,
    "any": r"""
        безобраз; ужасн; возмут; возмущ; кошмар; отвратит; разочаров; позор; издева; сколько можно; в шоке; обман
        недовол; неприемлем; испорти; расстро
        unacceptable; awful; terrible; disappoint; furious; disgust; ridiculous; fed up; ruined
        let down; upset; frustrat
    """,
}
_HARM_RE = {
    occasion: re.compile("|".join(part.strip() for part in re.split(r"[;\n]", cues) if part.strip()))
    for occasion, cues in _HARM.items()
}
_GRAVE = frozenset({"staff_complaint", "negative_review", "conflict"})


def regret_pieces(reading: Reading, desk: DraftingDesk, answers: Sequence[Piece] = ()) -> list[Piece]:
    """One sentence of regret when the customer tells of harm and the answers do not regret already."""
    inquiry = reading.inquiry
    if any(_SAID.search(fold(piece.text)) for piece in answers):
        return []
    occasion = occasion_of(reading)
    if occasion is None:
        return []
    for said in say.sympathy(occasion, inquiry.language):
        alerts = check_tone(said, desk.profile, language=inquiry.language, channel=inquiry.channel)
        if all(alert.level == "suggestion" for alert in alerts):
            return [Piece(text=said, role="sympathy")]
    return []


def occasion_of(reading: Reading) -> Occasion | None:
    """What happened to the customer by his own words; None when nothing bad did."""
    told = [
        fold(span.of(reading.clean))
        for span in sentences(reading.clean)
        if not _SUPPOSED.search(fold(span.of(reading.clean)))
    ]
    for occasion, pattern in _HARM_RE.items():
        if any(pattern.search(sentence) for sentence in told):
            return occasion
    complained = any(ask.kind == "complaint" for ask in reading.inquiry.asks)
    topics = {reading.inquiry.topic.code, *(item.topic for item in reading.asks)}
    return "any" if complained and topics & _GRAVE else None
