"""The coordinators' pages about people: who works on a case, who wears which hat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access, team
from centre.access_forms import ExcludeForm, ReasonForm, SubstituteForm
from centre.audiences import Audience
from centre.models import AccessLog, CareRelation
from centre.services import relations

RIGHTS = AccessLog.Action.RIGHTS


@require_safe
def case_relations(request, reference):
    """Who works on a case, who is excluded from it, and what has ended."""
    case = access.open_case(request, reference, purpose="relations")
    working, excluded, ended = team.working_now(team.relations_of(case))
    context = {"case": case, "working": working, "excluded": excluded, "ended": ended}
    return render(request, "centre/relations.html", context)


@require_http_methods(["GET", "POST"])
def exclude(request, reference):
    """Shut a case for a colleague who knows the family."""
    case = access.open_case(request, reference, purpose="exclude")
    form = ExcludeForm(request.POST if request.method == "POST" else None, people=team.colleagues())
    if form.is_valid():
        facts = form.cleaned_data
        try:
            relations.exclude_from_case(case=case, user=facts["person"], reason=facts["reason"], by=request.user)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=RIGHTS, label=f"excluded {facts['person'].reference}", case=case)
            messages.success(request, _("This case is shut for this colleague."))
            own = facts["person"].pk == request.user.pk
            return (
                redirect("centre:coordinator-home") if own else redirect("centre:case-relations", reference=reference)
            )
    return render(request, "centre/exclude.html", {"case": case, "form": form})


@require_http_methods(["GET", "POST"])
def substitute(request, reference):
    """Let a colleague stand in for a while."""
    case = access.open_case(request, reference, purpose="substitute")
    people = team.colleagues(audiences=(Audience.THERAPIST,))
    form = SubstituteForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        facts = form.cleaned_data | {"user": form.cleaned_data.pop("person")}
        try:
            relations.give_substitute(case=case, by=request.user, **facts)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=RIGHTS, label=f"substitute {facts['user'].reference}", case=case)
            messages.success(request, _("The colleague can open this case until the end of that day."))
            return redirect("centre:case-relations", reference=reference)
    return render(request, "centre/substitute.html", {"case": case, "form": form})


@require_http_methods(["GET", "POST"])
def end_relation(request, reference, person, kind):
    """End somebody's relation of one kind with a case, or lift an exclusion."""
    case = access.open_case(request, reference, purpose="end relation")
    rows = [row for row in team.relations_of(case) if (row.user.reference, row.kind) == (person, kind)]
    current = [*team.working_now(rows)[0], *team.working_now(rows)[1]]
    if not current:
        raise access.refusal(request, label="relations", purpose="end relation", case=case, asked=[person])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            relations.end_relations(
                case=case, user=current[0].user, kind=kind, reason=form.cleaned_data["reason"], by=request.user
            )
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            access.log(request, action=RIGHTS, label=f"ended {kind} {person}", case=case)
            messages.success(request, _("It has ended."))
            return redirect("centre:case-relations", reference=reference)
    lifts = kind == CareRelation.Kind.EXCLUDED
    return render(request, "centre/end_relation.html", {"case": case, "row": current[0], "form": form, "lifts": lifts})
