"""Coordinators decide about a certificate: each page one decision, with reasons its subject can read."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from centre import access, clock
from centre.forms import CentreForm
from centre.models import AccessLog
from therapists import services
from therapists.forms import CertifyForm, DecisionForm, NotYetForm, RenewalForm, SuspendForm, TrainingForm
from therapists.models import Certificate, Therapist


@dataclass(frozen=True)
class Kind:
    """One kind of decision: its words, its form and the service that it calls with the certificate."""

    title: Promise
    form: type[CentreForm]
    decide: Callable
    done: Promise
    about: Promise | str = ""


def _lift(*, certificate, by, reasons):
    held = certificate.suspensions.order_by("since").last()
    if held is None:
        raise ValidationError(_("This certificate is not suspended."))
    services.lift_suspension(suspension=held, by=by, reasons=reasons)


def _train(*, certificate, training_started_on, by):
    """No decision, and nobody's name beside it: the log tells who noted the day."""
    services.start_training(certificate=certificate, training_started_on=training_started_on)


#: Last part of the address → the decision.
KINDS = {
    "opleiding": Kind(
        gettext_lazy("Note the training"),
        TrainingForm,
        _train,
        gettext_lazy("The first day of the training is noted."),
        gettext_lazy("From this day on this person is in training."),
    ),
    "verlenen": Kind(
        gettext_lazy("Grant the certificate"), CertifyForm, services.grant, gettext_lazy("The certificate is granted.")
    ),
    "nog-niet": Kind(
        gettext_lazy("Not yet"),
        NotYetForm,
        services.decide_not_yet,
        gettext_lazy("The decision and the advice are noted."),
        gettext_lazy("A refusal is always a way on: say what would help."),
    ),
    "schorsen": Kind(
        gettext_lazy("Suspend"),
        SuspendForm,
        services.suspend,
        gettext_lazy("The certificate is suspended."),
        gettext_lazy("From the first day on this person is absent from the public register and cannot lead a group."),
    ),
    "opheffen": Kind(
        gettext_lazy("Lift the suspension"),
        DecisionForm,
        _lift,
        gettext_lazy("The suspension is lifted."),
        gettext_lazy("The certificate counts again from today."),
    ),
    "herbeoordelen": Kind(
        gettext_lazy("Decide about the renewal"),
        RenewalForm,
        services.decide_judged_renewal,
        gettext_lazy("The decision about the renewal is noted."),
    ),
    "intrekken": Kind(
        gettext_lazy("Withdraw the certificate"),
        DecisionForm,
        services.withdraw_certificate,
        gettext_lazy("The certificate is withdrawn."),
        gettext_lazy("This ends the certificate for good, from today. The history stays."),
    ),
}


@require_http_methods(["GET", "POST"])
def decide(request, slug, role, decision):
    """One decision about one running certificate."""
    rows = Certificate.objects.decided_by(request.user).running().with_facts()
    certificate = access.open_row(
        request,
        rows,
        label="certificate",
        purpose=decision,
        action=AccessLog.Action.CHANGE,
        therapist__slug=slug,
        role=role,
    )
    kind = KINDS.get(decision)
    if kind is None:
        raise Http404
    form = kind.form(request.POST if request.method == "POST" else None, initial=_initial(certificate))
    if form.is_valid():
        try:
            kind.decide(certificate=certificate, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, kind.done)
            return redirect("therapists:sheet", slug=slug)
    context = {"therapist": certificate.therapist, "certificate": certificate, "form": form, "kind": kind}
    return render(request, "therapists/decide.html", context | {"title": kind.title})


def _initial(certificate) -> dict:
    return {"since": clock.today(), "training_started_on": certificate.training_started_on or clock.today()}


@require_http_methods(["GET", "POST"])
def deregister(request, slug):
    """Take somebody out of the register, with all certificates."""
    rows = Therapist.objects.decided_by(request.user).select_related("user")
    therapist = access.open_row(
        request, rows, label="therapist", purpose="deregister", action=AccessLog.Action.CHANGE, slug=slug
    )
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.deregister(therapist=therapist, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            messages.success(request, _("This person is not in the register any more."))
            return redirect("therapists:sheet", slug=slug)
    return render(request, "therapists/decide.html", {"therapist": therapist, "form": form, "title": _("Deregister")})
