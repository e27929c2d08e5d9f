"""Words of the log by subject; centre/log_words.py puts them with all others."""

from django.utils.translation import pgettext_lazy

#: What stops when a yes is taken back (centre/services/what_stops.py).
EFFECTS = {
    "left out of research exports": pgettext_lazy("log", "left out of research exports"),
    "place in the group frozen": pgettext_lazy("log", "place in the group frozen"),
    "hearing from a partner revoked": pgettext_lazy("log", "hearing from a partner revoked"),
    "sharing with a partner revoked": pgettext_lazy("log", "sharing with a partner revoked"),
    "sharing with the referrer revoked": pgettext_lazy("log", "sharing with the referrer revoked"),
}

#: What a researcher or privacy officer looked at.
OF_RESEARCH = {
    "research data set": pgettext_lazy("log", "research data set"),
    "research key": pgettext_lazy("log", "research key opened"),
    "research project": pgettext_lazy("log", "research project"),
    "research projects": pgettext_lazy("log", "research projects"),
    "research objection": pgettext_lazy("log", "a child's objection to research"),
}

#: Of the safety file.
OF_SAFETY = {
    "safety release": pgettext_lazy("log", "giving out of the safety file"),
    "safety": pgettext_lazy("log", "safety"),
}
