"""The colours of the house, once: Streamlit gets them as flags, the style sheet as variables, a test measures them."""

PRIMARY, INK, PAPER, PANEL, LINE = "#1d5fa8", "#1c2530", "#ffffff", "#f3f5f9", "#c9d1dc"
GOOD, PARTLY, BAD, QUESTION = "#196a42", "#8a6100", "#b3261e", "#4b5b76"

THEME: dict[str, str] = {
    "base": "light",
    "primaryColor": PRIMARY,
    "backgroundColor": PAPER,
    "secondaryBackgroundColor": PANEL,
    "textColor": INK,
    "linkColor": PRIMARY,
    "borderColor": LINE,
    "greenTextColor": "#17653f",
    "greenBackgroundColor": "#e9f4ee",
    "yellowTextColor": "#6e4d00",
    "yellowBackgroundColor": "#fbf3df",
    "orangeTextColor": "#6e4d00",
    "orangeBackgroundColor": "#fbf3df",
    "redTextColor": "#96201a",
    "redBackgroundColor": "#fbebea",
    "blueTextColor": "#174c87",
    "blueBackgroundColor": "#e8f0f9",
    "grayTextColor": QUESTION,
    "grayBackgroundColor": "#eceff4",
    "baseRadius": "medium",
}
"""Streamlit's ``[theme]``; the same stands in ``.streamlit/config.toml`` for whoever runs the script by hand."""
