"""Which help fits: weigh and decide, the table of rules, and what follows after a no."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from centre.audiences import Audience
from centre.workflow import IllegalMove
from intake import comparable, deciding, services
from intake.criteria import advise
from intake.forms import indication as forms
from intake.smallest_changes import smallest_changes
from intake.views.conflict import refuse
from intake.wording import advice_in_words, rules_in_words

PAGE_SIZE = 25
CHANGE = access.Action.CHANGE


@require_http_methods(["GET", "POST"])
def indication(request, reference):
    """Weigh, let the rules advise, decide. The button `advise` only shows the advice."""
    row = access.open_case(request, reference, purpose="indication", action=CHANGE)
    criteria, is_official = deciding.rules_in_force()
    form = _form(request, row, criteria)
    complete = form.is_valid()
    if "advise" in request.POST:
        form.ask_for_advice_only()
    facts = form.facts(flagged=row.is_flagged)
    advice = advise(facts, criteria) if facts else None
    changes = smallest_changes(facts, criteria) if facts else []
    if complete and "advise" not in request.POST:
        try:
            _record(request, row, form, advice, changes)
            return redirect("intake:therapist-case", reference=reference)
        except ValidationError as error:
            form.add_errors_of(error)
        except IllegalMove:
            return refuse(
                request, text=_("Decide after the first talk and before the approval."), back=_sheet(request, row)
            )
    return _page(request, row, form, is_official=is_official, advice=advice, changes=changes)


@require_safe
def rules(request):
    """The checklist and the rules in force, or those of another version, as a table to print."""
    in_force = deciding.rules_in_force()
    found = deciding.rules_of(request.GET["versie"]) if "versie" in request.GET else in_force
    access.log_list(request, label="rules of advice")
    if found is None:
        raise Http404
    criteria, is_official = found
    context = {
        "criteria": criteria, "rules": rules_in_words(criteria), "is_official": is_official,
        "versions": deciding.versions(), "in_force": in_force[0].version,
    }  # fmt: skip
    return render(request, "intake/rules.html", context)


@require_safe
def after_a_no(request, what):
    """Families that were advised other help: who still needs a warm handover, and where it is time to look again."""
    access.log_list(request, label="after other help")
    if what not in ("handover", "again"):
        raise Http404
    page = Paginator(deciding.open_noes(request.user, what), PAGE_SIZE).get_page(request.GET.get("page"))
    is_therapist = request.audience == Audience.THERAPIST
    return render(request, "intake/after_a_no.html", {"page": page, "what": what, "is_therapist": is_therapist})


@require_http_methods(["GET", "POST"])
def look_again(request, reference):
    """The date has come: the other help still fits, or the family is assessed again."""
    row = access.open_case(request, reference, purpose="look again", action=CHANGE)
    standing = deciding.standing_no(row)
    if standing is None:
        return refuse(request, text=_("There is nothing to look at again."), back=_sheet(request, row))
    form = forms.LookAgainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        again = form.cleaned_data["verdict"] == "again"
        note = form.cleaned_data["note"]
        try:
            services.look_again(indication=standing, note=note, by=request.user, assess_again=again)
        except IllegalMove:
            return refuse(request, text=_("There is nothing to look at again."), back=_sheet(request, row))
        return redirect(_sheet(request, row))
    context = {"case": row, "indication": standing, "form": form, "back": _sheet(request, row)}
    context |= {"handover": deciding.warm_handover_of(standing)}
    context |= {"is_therapist": request.audience == Audience.THERAPIST}
    return render(request, "intake/look_again.html", context)


def _form(request, case, criteria):
    if request.method == "POST":
        return forms.IndicationForm(request.POST, criteria=criteria)
    return forms.IndicationForm(initial=forms.earlier_answers(deciding.last_decision(case)), criteria=criteria)


def _record(request, case, form, advice, changes):
    services.record_indication(
        case=case, domains=form.domains, findings=form.findings, advice=advice, changes=changes, by=request.user,
        **form.decision,
    )  # fmt: skip


def _page(request, case, form, *, is_official, advice, changes):
    if advice and "advise" in request.POST:
        form.propose_letter(advice.outcome)
    weights = [form.cleaned_data[f"weight_{domain}"] for domain in form.domains] if advice else []
    context = {
        "case": case,
        "form": form,
        "is_official": is_official,
        "offers": deciding.offer_titles(),
        "advice": advice and advice_in_words(advice.as_dict(changes)),
        "weights": weights,
        "comparable": _comparable(case, advice, weights),
        "asked": "advise" in request.POST,
    }
    return render(request, "intake/indication.html", context)


def _comparable(case, advice, weights):
    """Beside an advice that is asked for, or beside the decision that there is; nothing before both."""
    if advice:
        return comparable.panels(case, advice=advice.outcome, weights=weights)
    return comparable.panels(case) if deciding.last_decision(case) else []


def _sheet(request, case) -> str:
    name = "intake:therapist-case" if request.audience == Audience.THERAPIST else "intake:sheet"
    return reverse(name, args=[case.reference])
