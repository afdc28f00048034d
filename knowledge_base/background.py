"""Everyday sentences no shop's knowledge base holds: how alike a question is to texts that do not answer it.

An embedding's likeness means something only against these; they make its scale the same for every embedder and for a
knowledge base of any size.
"""

from reply_core.types import Language

BACKGROUND: dict[Language, tuple[str, ...]] = {
    "ru": (
        "Утром над рекой стоял туман, и лодок не было видно.",
        "Тесто накрывают полотенцем и оставляют подходить в тёплом месте.",
        "Учительница раздала тетради и попросила открыть новую тему.",
        "В опере две певицы пели одну партию по очереди.",
        "Кот спит на подоконнике, пока хозяева на даче.",
        "Древний город раскопали на берегу озера в прошлом веке.",
        "Команда забила гол на последней минуте матча.",
        "Врач посоветовал больше гулять и раньше ложиться.",
        "Звёзды лучше видно вдали от больших городов.",
        "Дедушка строгал доски и рассказывал о службе на флоте.",
        "Муравьи строят дом из хвои под старой елью.",
        "Художник писал портрет три зимы подряд.",
        "Поезд шёл через степь, и за окном ничего не менялось.",
        "Весной школьники сажали липы вдоль дороги.",
        "На рынке продавали мёд, яблоки и сушёные грибы.",
        "Композитор закончил симфонию в деревне.",
        "Лёд на пруду ещё тонкий, кататься рано.",
        "Парламент принял закон во втором чтении.",
        "Вулкан молчал двести лет и вдруг проснулся.",
        "Соседи сверху учатся играть на скрипке.",
        "Из окна библиотеки виден старый маяк.",
        "Физики измерили массу частицы точнее прежнего.",
        "Бабушка вязала шарф и слушала радио.",
        "Туристы поднялись на перевал к полудню.",
    ),
    "en": (
        "Fog lay over the river in the morning and no boats could be seen.",
        "Cover the dough with a towel and let it rise in a warm place.",
        "The teacher handed out the notebooks and began a new subject.",
        "Two singers took turns with the same part at the opera.",
        "The cat sleeps on the windowsill while the family is away.",
        "The ancient town was dug up by the lake last century.",
        "The team scored in the last minute of the match.",
        "The doctor advised longer walks and earlier nights.",
        "Stars are easier to see far from big cities.",
        "Grandfather planed the boards and told of his years at sea.",
        "Ants build a home of needles under the old fir.",
        "The painter worked on the portrait for three winters.",
        "The train crossed the steppe and nothing changed outside.",
        "In spring the pupils planted limes along the road.",
        "Honey, apples and dried mushrooms were sold at the market.",
        "The composer finished the symphony in a village.",
        "The ice on the pond is thin, it is too early to skate.",
        "Parliament passed the bill at the second reading.",
        "The volcano slept two hundred years and then woke.",
        "The neighbours upstairs are learning the violin.",
        "The old lighthouse can be seen from the library window.",
        "Physicists measured the mass of the particle more precisely.",
        "Grandmother knitted a scarf and listened to the radio.",
        "The hikers reached the pass by noon.",
    ),
}
"""Passages by language, the same number in each."""
