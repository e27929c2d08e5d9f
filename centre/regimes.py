"""The articles of the two laws beside each other: the same rights under another name (law.md 1.1). No Django here."""

#: Regime → what staff does → the article. Who must say yes does not differ: centre/authority.py judges for both.
ARTICLES = {
    "jeugdwet": {
        "consent": "7.3.4, 7.3.5, 7.3.15 Jw",
        "file": "7.3.8 Jw",
        "destruction": "7.3.9 Jw",
        "inspection": "7.3.10 Jw",
    },
    "wgbo": {
        "consent": "7:447, 7:450, 7:465 BW",
        "file": "7:454 BW",
        "destruction": "7:455 BW",
        "inspection": "7:456 BW",
    },
}


def articles_of(regime: str) -> dict[str, str]:
    """{consent, file, destruction, inspection: article}; nothing while the centre did not settle which law holds."""
    return ARTICLES.get(regime, {})
