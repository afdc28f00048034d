"""Try your own: paste a message, paste a reply, upload an FAQ, upload dialogues."""

from collections.abc import Callable

import streamlit as st

from api.client import ApiProblem
from api.views import Asked, DialogueImportView, KnowledgeImportView, RowProblemView
from dashboard.card_parts import show_card
from dashboard.draft_parts import show_draft
from dashboard.session import Desk, problems_shown, show_problem
from dashboard.words import Words

CHANNELS = ("chat", "email", "messenger", "social", "review", "webform")
FAQ_TYPES = ["xlsx", "csv", "md", "jsonl", "docx", "pdf", "html"]
DIALOGUE_TYPES = ["csv", "xlsx", "jsonl", "parquet"]
ZONES = (
    "Europe/Moscow",
    "Europe/Kaliningrad",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
    "UTC",
)


def render(desk: Desk) -> None:
    """Four tabs: two to paste, two to upload."""
    words = desk.words
    st.title(words("pages.try"))
    st.caption(words("try.intro"))
    tabs = st.tabs([words(f"try.{name}_tab") for name in ("draft", "score", "faq", "dialogues")])
    parts: tuple[Callable[[Desk], None], ...] = (_draft, _score, _faq, _dialogues)
    for tab, part in zip(tabs, parts, strict=True):
        with tab:
            part(desk)


def _draft(desk: Desk) -> None:
    words = desk.words
    with st.form("try_draft", border=False):
        text = st.text_area(words("try.question"), placeholder=words("try.question_hint"), height=120)
        channel, name, order = _around(words, "d")
        pressed = st.form_submit_button(words("try.make"), type="primary")
    if pressed and not text.strip():
        st.error(words("try.empty_text"))
    elif pressed:
        with st.spinner(words("desk.making")), problems_shown(words):
            st.session_state["tried_draft"] = desk.client.draft_text(
                {"text": text, "channel": channel, "customer_name": name, "order": order or None}
            )
    tried = st.session_state.get("tried_draft")
    if tried is not None:
        with st.container(border=True):
            show_draft(tried, words, key="try")


def _score(desk: Desk) -> None:
    words = desk.words
    with st.form("try_score", border=False):
        question = st.text_area(words("try.question"), height=90, key="s_question")
        reply = st.text_area(words("try.reply"), placeholder=words("try.reply_hint"), height=120, key="s_reply")
        channel, name, order = _around(words, "s")
        pressed = st.form_submit_button(words("try.score"), type="primary")
    if pressed and not reply.strip():
        st.error(words("try.empty_text"))
    elif pressed:
        with problems_shown(words):
            st.session_state["tried_card"] = desk.client.score_pair(
                {
                    "question": question,
                    "reply": reply,
                    "channel": channel,
                    "customer_name": name,
                    "order": order or None,
                }
            )
    tried = st.session_state.get("tried_card")
    if tried is not None:
        show_card(tried, words)


def _around(words: Words, key: str) -> tuple[str, str, str]:
    first, second, third = st.columns([1, 1, 2])
    with first:
        channel = st.selectbox(
            words("try.channel"), CHANNELS, format_func=lambda name: words(f"channel.{name}"), key=f"{key}_channel"
        )
    with second:
        name = st.text_input(words("try.name"), key=f"{key}_name")
    with third:
        order = st.text_input(words("try.order"), placeholder=words("try.order_hint"), key=f"{key}_order")
    return channel, name.strip(), order.strip()


def _faq(desk: Desk) -> None:
    words = desk.words
    if not desk.may("import_knowledge"):
        st.info(words("try.only_read"))
        return
    files = st.file_uploader(words("try.faq_file"), type=FAQ_TYPES, accept_multiple_files=True, key="faq")
    st.caption(words("try.faq_hint"))
    if st.button(words("try.faq_load"), type="primary", disabled=not files):
        with problems_shown(words):
            st.session_state["faq_done"] = desk.client.import_knowledge(
                [(file.name, file.getvalue()) for file in files]
            )
    done: KnowledgeImportView | None = st.session_state.get("faq_done")
    if done is not None:
        st.success(words("try.faq_done", new=done.new, changed=done.changed, same=done.same))
        if done.summary:
            st.markdown(done.summary)
        _row_problems(done.problems, words)


def _dialogues(desk: Desk) -> None:
    words = desk.words
    if not desk.may("import_dialogues"):
        st.info(words("try.only_read"))
        return
    file = st.file_uploader(words("try.dialogues_file"), type=DIALOGUE_TYPES, key="dialogues")
    asked: tuple[Asked, ...] = st.session_state.get("dialogues_asked", ())
    answers = _answers(asked, words)
    if st.button(words("try.dialogues_load"), type="primary", disabled=file is None) and file is not None:
        zone = answers.pop("time_zone", "")
        try:
            done = desk.client.import_dialogues([(file.name, file.getvalue())], time_zone=zone, columns=answers or None)
        except ApiProblem as problem:
            st.session_state["dialogues_asked"] = problem.asked
            st.session_state.pop("dialogues_done", None)
            if problem.asked:
                st.rerun()
            show_problem(problem, words)
            return
        st.session_state.update(dialogues_done=done, dialogues_asked=())
        st.rerun()
    found: DialogueImportView | None = st.session_state.get("dialogues_done")
    if found is not None:
        _imported(found, words)


def _answers(asked: tuple[Asked, ...], words: Words) -> dict[str, str]:
    """Ask once for what the file does not say: columns and the time zone."""
    if not asked:
        return {}
    st.warning(words("try.dialogues_asked"))
    answers: dict[str, str] = {}
    for item in asked:
        if item.what == "time_zone":
            options = list(item.options or ZONES)
            answers["time_zone"] = st.selectbox(words("try.dialogues_zone"), options, key="asked_zone")
        else:
            question = words("try.dialogues_column", label=item.label or item.name)
            answers[item.name] = st.selectbox(question, list(item.options), key=f"asked_{item.name}")
    return answers


def _imported(done: DialogueImportView, words: Words) -> None:
    st.success(
        done.summary
        or words("try.dialogues_done", conversations=done.conversations, stored=done.stored, replies=done.replies)
    )
    if done.columns:
        known = ", ".join(f"{header} → {field}" for field, header in done.columns.items())
        st.caption(words("try.dialogues_columns", columns=known))
    out = done.left_out
    if not done.summary and (out.bots or out.notes or out.system):
        st.caption(words("try.left_out", bots=out.bots, notes=out.notes, system=out.system))
    for note in done.notes:
        st.info(note)
    _row_problems(done.problems, words)


def _row_problems(problems: tuple[RowProblemView, ...], words: Words) -> None:
    if problems:
        st.warning(f"**{words('try.problems')}**\n" + "\n".join(f"- {item.text or item.cause}" for item in problems))
