"""What stands in the menu of each street. Rooms are named by string: composition, not import."""

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre import clock
from centre.audiences import FAMILY, LAY, PREFIXES, Audience
from centre.identity.providers import providers

MENU = {
    Audience.PARENT: [
        ("centre:parent-home", _("Today"), "house"),
        ("intake:my-application", _("My application"), "pencil"),
        ("centre:my-consents", _("My permission"), "check"),
        ("centre:my-children", _("My children"), "child"),
        ("groups:my-sessions", _("My appointments"), "calendar"),
        ("referrals:my-plan", _("My plan"), "star"),
        ("referrals:involved", _("Who else helps"), "people"),
        ("research:my-questionnaires", _("Questionnaires"), "list"),
        ("centre:messages-parent", _("Messages"), "message"),
        ("centre:ask-team", _("Write to us"), "pencil"),
        ("centre:my-documents", _("My documents"), "file"),
        ("centre:my-texts", _("Written for you"), "book"),
        ("centre:my-contact", _("What is safe for you"), "phone"),
        ("centre:my-privacy", _("My privacy"), "eye"),
        ("centre:complaints-parent", _("Complaint"), "flag"),
    ],
    Audience.CHILD: [
        ("centre:child-home", _("Start"), "house"),
        ("centre:child-consents", _("What would you like?"), "check"),
        ("intake:child-story", _("My story"), "pencil"),
        ("centre:messages-child", pgettext_lazy("to a child", "Messages for you"), "message"),
        ("centre:child-texts", pgettext_lazy("to a child", "Written for you"), "book"),
        ("intake:child-talks", _("My talks"), "calendar"),
        ("centre:child-data", pgettext_lazy("to a child", "Your file"), "file"),
        ("centre:child-log", pgettext_lazy("to a child", "Who looked in your file"), "eye"),
        ("centre:complaints-child", pgettext_lazy("to a child", "Not happy with us?"), "flag"),
    ],
    Audience.THERAPIST: [
        ("centre:therapist-home", _("Today"), "house"),
        ("groups:week", _("My week"), "calendar"),
        ("groups:therapist-groups", _("Groups"), "people"),
        ("intake:therapist-cases", _("Intakes"), "file"),
        ("intake:rules-therapist", _("Rules of advice"), "list"),
        ("therapists:my-profile", _("My profile"), "shield"),
        ("therapists:my-work", _("My work"), "clock"),
        ("therapists:therapist-courses", _("Learning"), "book"),
        ("therapists:reviews", _("Judging portfolios"), "check"),
        ("centre:therapist-file-requests", _("Questions about files"), "file"),
        ("referrals:table-released-therapist", _("Consult table"), "people"),
        ("centre:safety-desk-therapist", _("Safety"), "flag"),
        ("centre:messages-therapist", _("Messages"), "message"),
        ("centre:emergency-therapist", _("Emergency access"), "alert"),
    ],
    Audience.REFERRER: [
        ("centre:referrer-home", _("Today"), "house"),
        ("referrals:my-referrals", _("My referrals"), "list"),
        ("referrals:new", _("New referral"), "plus"),
        ("referrals:my-advice", _("Advice"), "info"),
        ("referrals:offers", _("Directory of help"), "search"),
        ("referrals:table-released", _("Consult table"), "people"),
        ("referrals:my-organisation", _("My organisation"), "people"),
        ("centre:messages-referrer", _("Messages"), "message"),
        ("centre:complaints-referrer", _("Complaint"), "flag"),
    ],
    Audience.COORDINATOR: [
        ("centre:coordinator-home", _("Today"), "house"),
        ("centre:messages-coordinator", _("Messages"), "message"),
        ("referrals:desk", _("Referrals"), "list"),
        ("intake:desk", _("Applications"), "file"),
        ("intake:rules-coordinator", _("Rules of advice"), "list"),
        ("referrals:without-director", _("Who leads"), "star"),
        ("referrals:watch", _("Watch list"), "eye"),
        ("referrals:table-desk", _("Consult table"), "people"),
        ("centre:safety-desk-coordinator", _("Safety"), "flag"),
        ("centre:coordinator-file-requests", _("Questions about files"), "file"),
        ("groups:waiting-list", _("Waiting list"), "clock"),
        ("groups:board", _("Groups"), "people"),
        ("groups:seasons", _("Seasons"), "star"),
        ("therapists:desk", _("Register"), "shield"),
        ("therapists:courses-desk", _("Learning"), "book"),
        ("therapists:circles-desk", _("Learning circles"), "people"),
        ("referrals:partners", _("Partners"), "link"),
        ("referrals:quality", _("Quality of partners"), "flag"),
        ("research:municipal-reports", _("Reports"), "chart"),
        ("centre:newsletter-issues", _("Newsletter"), "file"),
        ("centre:people", _("People and roles"), "people"),
        ("centre:contact-tasks", _("Delivery of mail"), "phone"),
        ("centre:doorbells", _("Wording of mails"), "pencil"),
        ("centre:emergency-coordinator", _("Emergency access"), "alert"),
    ],
    Audience.RESEARCHER: [
        ("centre:researcher-home", _("Today"), "house"),
        ("research:studies", _("Studies"), "chart"),
        ("research:projects", _("Research projects"), "key"),
    ],
    Audience.COMMUNITY: [
        ("centre:community-home", _("Today"), "house"),
        ("therapists:circles", _("My circles"), "people"),
        ("therapists:community-courses", _("Learning"), "book"),
    ],
    Audience.MUNICIPALITY: [("research:published-reports", _("Reports"), "chart")],
    Audience.PRIVACY: [
        ("centre:privacy-home", _("Today"), "house"),
        ("centre:access-log", _("Who looked"), "eye"),
        ("centre:emergencies", _("Emergency access"), "alert"),
        ("centre:odd-reads", _("Weekly sample"), "search"),
        ("centre:complaints", _("Complaints"), "flag"),
        ("centre:retention", _("Keeping and erasing"), "clock"),
        ("referrals:other-grounds", _("Other grounds"), "key"),
        ("research:unlocking", _("Research projects"), "chart"),
        ("centre:rights", _("Rights"), "list"),
        ("centre:messages-privacy", _("Messages"), "message"),
    ],
}

#: Long menus are read in parts: the words above the first item of each.
HEADINGS = {
    "referrals:desk": _("Families"),
    "groups:waiting-list": _("Groups"),
    "therapists:desk": _("Therapists"),
    "referrals:partners": _("Partners and figures"),
    "centre:people": _("The centre"),
}


def portal(request) -> dict:
    """Context of every page: menu of the current street, the other streets of this person, quick exit."""
    audience = getattr(request, "audience", "")
    path = request.path_info
    items = []
    for name, label, icon in MENU.get(audience, ()):
        url = reverse(name)
        current = _is_current(path, url, audience)
        items.append({"url": url, "label": label, "icon": icon, "current": current, "heading": HEADINGS.get(name)})
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    hats = user.audiences if signed_in else ()
    return {
        "portal_navigation": items,
        "audience": audience,
        "audience_label": Audience(audience).label if audience else "",
        "other_streets": [
            {"url": f"/{PREFIXES[hat]}/", "label": Audience(hat).label} for hat in sorted(hats) if hat != audience
        ],
        "show_quick_exit": audience in FAMILY or (not audience and set(hats) <= LAY),
        "break_glass": _emergency(request),
        "idle_seconds": settings.IDLE_SECONDS["family" if hats and set(hats) <= LAY else "staff"] if signed_in else 0,
        "DEMO": settings.DEMO,
        "identity_providers": list(providers().values()) if path.startswith("/account/") else (),
    }


def _emergency(request) -> dict | None:
    """The end of an emergency access that runs: of the opened case, or of the one that this session asked for."""
    if getattr(request, "audience", "") not in (Audience.THERAPIST, Audience.COORDINATOR):
        return None
    until = getattr(request, "break_glass_until", None) or parse_datetime(request.session.get("break_glass_until", ""))
    seconds = int((until - clock.now()).total_seconds()) if until else 0
    return {"until": until, "seconds": seconds, "minutes": -(-seconds // 60)} if seconds > 0 else None


def _is_current(path: str, url: str, audience: str) -> bool:
    home = f"/{PREFIXES[audience]}/"
    return path == url if url == home else path.startswith(url)
