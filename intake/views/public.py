"""Asking for help without an account: one thing per page, kept at once, picked up again by a mailed link."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from intake import services
from intake.forms import public as forms

#: Visits of one address to the beginning, per minute; and mailed links per hour.
VISITS, LINKS = 20, 5
PAGES = ("kinderen", "uzelf", "andere-ouder")
KEYS = {"kinderen": "children", "uzelf": "you", "andere-ouder": "other"}
SECRET = "help_request"  # noqa: S105  the name of the session's key, not a secret


@login_not_required
@require_http_methods(["GET", "POST"])
def begin(request):
    """What will happen; then the first page."""
    if _too_often(request, "begin", VISITS, 60):
        return render(request, "429.html", status=429)
    if request.method == "POST":
        _row, token = services.begin_request()
        request.session[SECRET] = token
        return redirect("intake:start-page", name=PAGES[0])
    return render(request, "intake/public/begin.html", {"days": services.LINK_DAYS})


@login_not_required
@require_http_methods(["GET", "POST"])
def page(request, name):
    """One page of the request."""
    row = _own(request)
    if row is None or name not in PAGES:
        return _lost(name)
    if row.sent_at:
        return redirect("intake:start-sent")
    form, formset = _form(request, name, row.answers.get(KEYS[name]))
    if "add_row" in request.POST or not _valid(form, formset):
        return render(request, "intake/public/page.html", _context(name, form, formset))
    answers = {"rows": formset.rows} if formset is not None else form.cleaned_data
    services.keep_answers(request=row, step=KEYS[name], answers=answers)
    following = PAGES.index(name) + 1
    return (
        redirect("intake:start-page", name=PAGES[following]) if following < len(PAGES) else redirect("intake:start-check")
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def check(request):
    """Read it once more and send it."""
    row = _own(request)
    if row is None:
        return redirect("intake:start")
    missing = next((name for name in PAGES if KEYS[name] not in row.answers), None)
    if missing:
        return redirect("intake:start-page", name=missing)
    if request.method == "POST":
        services.send_request(request=row)
        return redirect("intake:start-sent")
    return render(request, "intake/public/check.html", {"answers": row.answers})


@login_not_required
@require_safe
def sent(request):
    """The number, and what happens next."""
    row = _own(request)
    if row is None or row.sent_at is None:
        return redirect("intake:start")
    return render(request, "intake/public/sent.html", {"request_row": row})


@login_not_required
@require_http_methods(["GET", "POST"])
def later(request):
    """Mail a link to go on later; the answer is the same whoever reads along."""
    row = _own(request)
    if row is None:
        return redirect("intake:start")
    form = forms.LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if _too_often(request, "link", LINKS, 3600):
            return render(request, "429.html", status=429)
        services.mail_link(request=row, token=request.session[SECRET], email=form.cleaned_data["email"])
        return render(request, "intake/public/mailed.html", {"until": row.expires_at})
    return render(request, "intake/public/later.html", {"form": form, "until": row.expires_at})


@login_not_required
@require_safe
def resume(request, token):
    """The mailed link: go on at the first open page; 410 after its end date."""
    try:
        row = services.find_request(token)
    except services.RequestExpired:
        return render(request, "410.html", status=410)
    if row is None:
        raise Http404
    request.session[SECRET] = token
    name = next((name for name in PAGES if KEYS[name] not in row.answers), None)
    return redirect("intake:start-page", name=name) if name else redirect("intake:start-check")


def _own(request):
    """The request of this browser, or None."""
    try:
        return services.find_request(request.session.get(SECRET, ""))
    except services.RequestExpired:
        return None


def _lost(name):
    if name not in PAGES:
        raise Http404
    return redirect("intake:start")


def _form(request, name, kept):
    """(form, formset): one of them is None."""
    data = request.POST if request.method == "POST" else None
    if name != "kinderen":
        form = {"uzelf": forms.YouForm, "andere-ouder": forms.OtherForm}[name]
        return form(data, initial=kept), None
    if data is not None and "add_row" in data:
        data = data.copy()
        total = data.get("form-TOTAL_FORMS", "1")
        data["form-TOTAL_FORMS"] = min(
            int(total) + 1 if total.isdecimal() and len(total) < 4 else 1, forms.MOST_CHILDREN
        )
    return None, forms.ChildFormSet(data, initial=(kept or {}).get("rows"))


def _valid(form, formset) -> bool:
    return form.is_valid() if formset is None else formset.is_valid()


def _context(name, form, formset) -> dict:
    number = PAGES.index(name) + 1
    back = PAGES[number - 2] if number > 1 else None
    return {"name": name, "form": form, "formset": formset, "number": number, "total": len(PAGES), "back_page": back}


def _too_often(request, what: str, most: int, seconds: int) -> bool:
    """Count visits per address; the count ends by itself."""
    key = f"help:{what}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, seconds)
    return cache.incr(key) > most
