"""Template words of the house: icons, status tags, Dutch dates and page links."""

import datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from centre import log_words, mail_pages, own_log

register = template.Library()

TONES = frozenset({"neutral", "info", "good", "warn", "bad", "done", "child"})
# Drawings that point the way of reading; the style sheet mirrors them for languages that run right to left.
DIRECTIONAL = frozenset({"arrow-left", "arrow-right", "exit"})


@register.simple_tag
def icon(name, label=""):
    """One drawing of the sprite. Decorative unless it has a label, which is then read aloud."""
    css = f"icon icon--{name}" if name in DIRECTIONAL else "icon"
    # The size of its own counts where our style sheet does not reach: the administrator's pages.
    shape = format_html('class="{}" width="20" height="20"', css)
    target = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg {} role="img" aria-label="{}"><use href="{}"/></svg>', shape, label, target)
    return format_html('<svg {} aria-hidden="true" focusable="false"><use href="{}"/></svg>', shape, target)


@register.simple_tag
def face(number):
    """One of the five drawn faces of the children's pages, 1 (very sad) to 5 (very glad); always beside words."""
    target = f"{static('img/faces.svg')}#face-{max(1, min(5, int(number)))}"
    return format_html('<svg aria-hidden="true" focusable="false"><use href="{}"/></svg>', target)


@register.inclusion_tag("components/status_tag.html")
def status_tag(label, tone="neutral", icon=""):
    """A state in words, with a tone that is never the only bearer of the meaning."""
    return {"label": label, "tone": tone if tone in TONES else "neutral", "icon": icon}


def _as_date(moment):
    if isinstance(moment, datetime.datetime):
        return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).date()
    return moment if isinstance(moment, datetime.date) else None


@register.simple_tag
def dutch_date(moment, style="long"):
    """A date as people say it: 'dinsdag 3 maart 2026' (full), '3 maart 2026' (long), '3 mrt 2026' (short), '03-03-2026'
    (digits). Nothing for nothing; an instant counts on the wall clock of the Netherlands."""
    day = _as_date(moment)
    if day is None:
        return ""
    patterns = {"full": "l j F Y", "long": "j F Y", "short": "j b Y", "digits": "d-m-Y"}
    return date_format(day, patterns.get(style, patterns["long"]))


@register.simple_tag
def dutch_period(start, end=None):
    """From-until without repeating what both share: '3 – 17 maart 2026', '28 februari – 14 maart 2026', 'sinds …'."""
    first, last = _as_date(start), _as_date(end)
    if first is None:
        return _("until %(date)s") % {"date": date_format(last, "j F Y")} if last else ""
    if last is None:
        return _("since %(date)s") % {"date": date_format(first, "j F Y")}
    if first == last:
        return date_format(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        opening = "j"
    else:
        opening = "j F" if first.year == last.year else "j F Y"
    return f"{date_format(first, opening)} – {date_format(last, 'j F Y')}"


@register.simple_tag
def minutes(number):
    """'ongeveer 5 minuten': an honest estimate in front of a task."""
    number = int(number)
    return _("about 1 minute") if number == 1 else _("about %(number)s minutes") % {"number": number}


@register.simple_tag(takes_context=True)
def querystring_page(context, page, name="page"):
    """The present query with another page number; filters stay as they are. Works inside an isolated include."""
    request = getattr(context, "request", None) or context.get("request")
    present = request.GET if request else context.get("query_dict")
    if present is None:
        return f"?{name}={page}"
    query = present.copy()
    query[name] = page
    return f"?{query.urlencode()}"


@register.filter
def in_the_log(word):
    """A label or purpose of the log in the reader's language."""
    return log_words.said(word)


@register.filter
def ground_in_the_log(ground):
    """The ground of a look in the reader's language."""
    return log_words.ground_said(ground)


@register.filter
def for_the_person(look):
    """{what, deed, why} of a look, in words for the person whose file it is."""
    what, why = own_log.said_to_the_person(look.label), own_log.ground_said_to_the_person(look.ground)
    deed = own_log.deed_said_to_the_person(look.action)
    return {"what": what, "deed": deed, "why": why, "is_emergency": look.ground == "emergency"}


@register.filter
def initials(name):
    """'Anna de Vries' → 'AV': first and last word that begin with a capital."""
    words = [word for word in str(name).replace("-", " ").split() if word[:1].isupper()] or str(name).split()[:1]
    return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


@register.filter
def item(container, key):
    """container[key] of a mapping or a list, where the key is a variable; empty when it is not there."""
    try:
        return container[key]
    except (KeyError, IndexError, TypeError):
        return ""


@register.filter
def is_invalid(form):
    """True for a bound form or formset with errors: drives the 'Fout:' of the page title."""
    return bool(getattr(form, "is_bound", False) and not form.is_valid())


@register.filter
def widget_kind(field):
    """'check' for one tick box, 'choices' for a set of options, 'split' for several inputs, else 'input'."""
    kind = type(field.field.widget).__name__
    if getattr(field.field.widget, "input_type", "") == "checkbox" and not hasattr(field.field, "choices"):
        return "check"
    if field.field.widget.use_fieldset:
        return "choices" if hasattr(field.field.widget, "choices") else "split"
    return "file" if "File" in kind else "input"


@register.inclusion_tag("centre/_mail_before.html")
def mail_before(kind: str = "message", role: str = "parent", language: str = "nl") -> dict:
    """The mail that a step will send, to be seen before it leaves (features.md H7)."""
    return {"preview": mail_pages.preview(kind, role, language)}
