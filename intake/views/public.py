"""Asking for help without an account: one thing per page, kept at once, picked up again by a mailed link."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from centre import clock
from intake import early, routing, services, status
from intake.forms import public as forms
from intake.views.limits import too_often, write_down

PAGES = ("kinderen", "uzelf", "andere-ouder")
KEYS = {"kinderen": "children", "uzelf": "you", "andere-ouder": "other"}
SECRET = "help_request"  # noqa: S105  the name of the session's key, not a secret
#: In the session of the browser that sent it: only there the answers can still be read (with the number and the code the
#: status page tells the rest).
SENT = "help_request_sent"


@login_not_required
@require_http_methods(["GET", "POST"])
def begin(request):
    """What will happen; then the first page."""
    form = forms.SendForm(request.POST or None)
    if too_often(request, "begin") or _is_a_program(request, form):
        return render(request, "429.html", status=429)
    if request.method == "POST":
        _begin_anew(request)
        return redirect("intake:start-page", name=PAGES[0])
    begun = own_request(request)
    go_on = _next_page(begun) if begun and begun.sent_at is None and begun.answers else None
    return render(request, "intake/public/begin.html", {"days": services.LINK_DAYS, "form": form, "go_on": go_on})


@login_not_required
@require_http_methods(["GET", "POST"])
def page(request, name):
    """One page of the request; a page that was overtaken elsewhere shows both texts and keeps the typed one."""
    row = _known(request)
    if name not in PAGES:
        raise Http404
    if request.method == "POST" and too_often(request, "page"):
        return render(request, "429.html", status=429)
    if row is None:
        return _over(request, name)
    if row.sent_at:
        return redirect("intake:start-sent")
    if request.method == "POST" and "add_row" in request.POST:
        services.keep_typed(request=row, typed=forms.typed_children(request.POST))
        return redirect("intake:start-page", name=name)
    form, formset = _form(request, name, row.answers)
    if request.method == "GET" or not (form or formset).is_valid():
        return render(request, "intake/public/page.html", _context(name, form, formset, row.revision))
    answers = {"rows": formset.rows} if formset is not None else form.cleaned_data
    try:
        services.keep_answers(request=row, step=KEYS[name], answers=answers, revision=_revision(request))
    except services.StalePage as stale:
        write_down(request, purpose="overtaken page")
        context = _context(name, form, formset, stale.revision)
        context["stored"] = forms.answer_rows(KEYS[name], stale.stored)
        return render(request, "intake/public/page.html", context, status=409)
    return redirect("intake:start-early", name=name) if _remarks(name, row.answers) else _following(name)


@login_not_required
@require_safe
def remark(request, name):
    """What a parent should know after a page: what else there is, and how to go on."""
    row = own_request(request)
    if row is None or name not in PAGES or KEYS[name] not in row.answers:
        return _lost(name)
    where = routing.route([child["town"] for child in row.answers["children"]["rows"]]) if name == "kinderen" else None
    context = {
        "remarks": _remarks(name, row.answers),
        "towns": routing.unknown(child["town"] for child in row.answers["children"]["rows"]) if where else [],
        "nearest": where and where.region is None and routing.nearest(where.located),
        "where": where,
        "back_page": name,
        "next_url": _following(name).url,
    }
    return render(request, "intake/public/remark.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def check(request):
    """Read it once more and send it."""
    row = _known(request)
    if row is None:
        return redirect("intake:start")
    if row.sent_at:
        return redirect("intake:start-sent")
    missing = next((name for name in PAGES if KEYS[name] not in row.answers), None)
    if missing:
        return redirect("intake:start-page", name=missing)
    form = forms.SendForm(request.POST or None)
    was_fast = False
    if request.method == "POST":
        if too_often(request, "send") or _is_a_program(request, form):
            return render(request, "429.html", status=429)
        try:
            services.send_request(request=row)
            request.session[SENT] = row.reference
            return redirect("intake:start-sent")
        except services.TooFast:
            was_fast = True
    context = {"parts": parts_of(row), "form": form, "was_fast": was_fast}
    return render(request, "intake/public/check.html", context)


@login_not_required
@require_safe
def sent(request):
    """The number with its code, and what happens next."""
    row = own_request(request)
    if row is None:
        return redirect("intake:start-status" if _known(request) else "intake:start")
    if row.sent_at is None:
        return redirect("intake:start")
    young = early.parents_only(row.answers, today=clock.today())
    context = {"request_row": row, "code": status.code_of(row.reference), "parents_only": young}
    return render(request, "intake/public/sent.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def later(request):
    """Mail a link to go on later; the answer is the same whoever reads along."""
    row = own_request(request)
    if row is None or row.sent_at:
        return redirect("intake:start")
    form = forms.LinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if too_often(request, "link"):
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
        write_down(request, purpose="expired link", secret=token)
        return render(request, "intake/public/expired.html", status=410)
    if row is None:
        write_down(request, purpose="expired link", secret=token)
        raise Http404
    if row.sent_at:
        if request.session.get(SENT) == row.reference:
            return redirect("intake:start-sent")
        write_down(request, purpose="link of a sent request", secret=token)
        return render(request, "intake/public/expired.html", {"is_sent": True}, status=410)
    request.session[SECRET] = token
    return _next_page(row)


def own_request(request):
    """The request of this browser, or None; once sent it opens only in the browser that sent it."""
    row = _known(request)
    return row if row is None or row.sent_at is None or request.session.get(SENT) == row.reference else None


def _next_page(row):
    """The first page that is still open, or the check."""
    name = next((name for name in PAGES if KEYS[name] not in row.answers), None)
    return redirect("intake:start-page", name=name) if name else redirect("intake:start-check")


def _begin_anew(request):
    row, token = services.begin_request()
    request.session[SECRET] = token
    return row


def _over(request, name):
    """This browser holds no request that is open: say so. What was typed stays, and goes on with a new request."""
    is_over = SECRET in request.session
    if request.method == "GET":
        if is_over:
            return render(request, "intake/public/expired.html", status=410)
        return redirect("intake:start")
    row = _begin_anew(request)
    if "add_row" in request.POST:
        services.keep_typed(request=row, typed=forms.typed_children(request.POST))
        return redirect("intake:start-page", name=name)
    form, formset = _form(request, name, {})
    context = _context(name, form, formset, row.revision) | {"is_over": True}
    return render(request, "intake/public/page.html", context, status=410)


def _known(request):
    """The request of which this browser holds the secret, or None."""
    try:
        return services.find_request(request.session.get(SECRET, ""))
    except services.RequestExpired:
        write_down(request, purpose="expired link")
        return None


def _is_a_program(request, form) -> bool:
    """A field that no person sees was filled in."""
    if form.is_a_program:
        write_down(request, purpose="a program")
    return form.is_a_program


def _lost(name):
    if name not in PAGES:
        raise Http404
    return redirect("intake:start")


def _following(name):
    number = PAGES.index(name) + 1
    return redirect("intake:start-page", name=PAGES[number]) if number < len(PAGES) else redirect("intake:start-check")


def _remarks(name, answers) -> list[str]:
    if name != "kinderen":
        return early.remarks(KEYS[name], answers, today=clock.today())
    where = routing.route([child["town"] for child in answers["children"]["rows"]])
    is_served = where.rule != routing.RoutingRule.NOT_SERVED
    knows = not routing.unknown(child["town"] for child in answers["children"]["rows"])
    return early.remarks("children", answers, today=clock.today(), is_served=is_served, knows_towns=knows)


def _form(request, name, answers):
    """(form, formset): one of them is None."""
    data = request.POST if request.method == "POST" else None
    if name != "kinderen":
        form = {"uzelf": forms.YouForm, "andere-ouder": forms.OtherForm}[name]
        return form(data, initial=answers.get(KEYS[name])), None
    if data is None and (typed := answers.get(services.TYPED)):
        return None, forms.OpenRows(initial=typed)
    return None, forms.ChildFormSet(data, initial=answers.get("children", {}).get("rows"))


def _revision(request) -> int:
    """The revision that the page was made with; nonsense counts as the oldest."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _context(name, form, formset, revision) -> dict:
    number = PAGES.index(name) + 1
    back = PAGES[number - 2] if number > 1 else None
    return {
        "name": name, "form": form, "formset": formset, "number": number, "total": len(PAGES), "back_page": back,
        "revision": revision,
    }  # fmt: skip


def parts_of(row) -> list[dict]:
    return [{"name": name, "rows": forms.answer_rows(KEYS[name], row.answers[KEYS[name]])} for name in PAGES]
