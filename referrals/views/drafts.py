"""The referrer's draft, page by page; each page is kept in the draft row, so that it can wait for days."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from centre import access
from centre.access import Action
from centre.audiences import Audience
from centre.reference.names import fold
from referrals import selectors, services
from referrals.forms.referral import ChildFormSet, ParentFormSet, QuestionForm, StartForm, TieForm, with_one_more
from referrals.services.drafting import NotEditable, missing_parts
from referrals.states import EDITABLE
from referrals.views.moves import answers_politely
from referrals.views.referrers import leave_to_colleague, next_page, open_referral


def _open_draft(request, reference):
    """A referral whose answers may still change. Raises Http404, NotEditable."""
    row = open_referral(request, reference, purpose="write")
    if row.state not in EDITABLE:
        raise NotEditable
    return row


def _kept(request, row, reference):
    row.refresh_from_db()
    access.log(request, action=Action.CHANGE, label="referral", purpose="write")
    messages.success(request, _("Saved. You can stop and go on later."))
    return redirect(next_page(row), reference=reference)


@answers_politely
@require_http_methods(["GET", "POST"])
def new(request):
    """The first page: both parents. Only a filled-in page makes a draft."""
    hats = [hat for hat in request.user.current_memberships if hat.audience == Audience.REFERRER and hat.organisation]
    organisations = {str(hat.organisation_id): hat.organisation for hat in hats}
    typed = request.POST if request.method == "POST" else None
    start = StartForm(typed, organisations=organisations, initial={"ticket": uuid.uuid4()})
    formset = ParentFormSet(typed, prefix="ouder")
    if all([start.is_valid(), formset.is_valid()]):
        row = services.start_referral(
            ticket=start.cleaned_data["ticket"],
            organisation=organisations[start.cleaned_data["organisation"]],
            parents=formset.cleaned_data,
            by=request.user,
        )
        access.log(request, action=Action.CREATE, label="referral", purpose="write")
        return redirect(next_page(row), reference=row.reference)
    access.log_list(request, label="new referral", purpose="write")
    return render(request, "referrals/parents.html", {"formset": formset, "start": start})


@answers_politely
@require_http_methods(["GET", "POST"])
def parents(request, reference):
    """Change the parents."""
    row = _open_draft(request, reference)
    typed = request.POST if request.method == "POST" else None
    formset = ParentFormSet(typed, prefix="ouder", initial=None if typed else row.stated["parents"])
    if formset.is_valid():
        services.save_parents(referral=row, parents=formset.cleaned_data)
        return _kept(request, row, reference)
    return render(request, "referrals/parents.html", {"formset": formset, "referral": row})


@answers_politely
@require_http_methods(["GET", "POST"])
def children(request, reference):
    """The children; a row more or less without losing what was typed."""
    row = _open_draft(request, reference)
    names = selectors.municipality_names()
    kwargs = {"prefix": "kind", "form_kwargs": {"codes": {fold(name): code for code, name in names.items()}}}
    if request.method == "GET" or "add_row" in request.POST:
        stored = [{**child, "municipality": names.get(child["municipality"], "")} for child in row.stated["children"]]
        formset = ChildFormSet(initial=with_one_more(request.POST) if request.POST else stored, **kwargs)
        return _children_page(request, row, formset, names)
    formset = ChildFormSet(request.POST, **kwargs)
    if formset.is_valid():
        try:
            services.save_children(referral=row, children=formset.kept())
        except ValidationError as error:
            formset.forms[0].add_error("municipality", error.messages)
        else:
            return _kept(request, row, reference)
    return _children_page(request, row, formset, names)


def _children_page(request, row, formset, names):
    twins = selectors.own_twins(row, request.user)
    context = {"formset": formset, "referral": row, "municipalities": names.values(), "twins": twins}
    return render(request, "referrals/children.html", context)


@answers_politely
@require_http_methods(["GET", "POST"])
def question(request, reference):
    """The question and the ground for sharing."""
    row = _open_draft(request, reference)
    stored = {name: getattr(row, name) for name in ("question", "ground", "ground_explained", "shown_to")}
    form = QuestionForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid():
        try:
            services.save_question(referral=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _kept(request, row, reference)
    context = {"form": form, "referral": row, "twins": selectors.own_twins(row, request.user)}
    return render(request, "referrals/question.html", context)


@answers_politely
@require_http_methods(["GET", "POST"])
def check(request, reference):
    """Read everything once more, say whether one knows the family, and send; a second click is the same as one."""
    row = open_referral(request, reference, purpose="send")
    if row.state not in EDITABLE:
        return redirect("referrals:referral", reference=reference)
    form = TieForm(request.POST if request.method == "POST" else None, form_tag=False)
    if form.is_valid():
        if form.knows_them:
            return leave_to_colleague(request, row)
        try:
            services.submit_referral(referral=row, by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _sent(request, reference)
    context = {
        "referral": row,
        "stated": selectors.stated_rows(row),
        "missing": missing_parts(row),
        "twins": selectors.own_twins(row, request.user),
        "form": form,
    }
    return render(request, "referrals/check.html", context)


def _sent(request, reference):
    access.log(request, action=Action.CREATE, label="referral", purpose="send")
    messages.success(request, _("The referral has been sent. You will hear from us within the term."))
    return redirect("referrals:referral", reference=reference)
