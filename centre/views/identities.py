"""Signing in with somebody else's proof, and linking it to the own account."""

import secrets
import time
from dataclasses import asdict

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from centre import access
from centre.identity.openid import IdentityRefused, ProviderSilent, Question, address_to_ask, identity_for
from centre.identity.providers import providers, replaces_second_factor
from centre.identity.stage import PROOF
from centre.models import LinkedIdentity
from centre.reauthentication import recent_sign_in
from centre.services import identities

#: Where a running question stands in the session, and after how many seconds it is too old.
ASKED, TOO_OLD = "identity_question", 600
RIGHTS, DENIED = access.Action.RIGHTS, access.Action.DENIED


@login_not_required
@require_POST
def start(request, provider):
    """Go to the provider to prove who you are."""
    return _ask(request, _provider(provider), purpose="sign in")


@login_not_required
@require_safe
def back(request, provider):
    """Come back with the answer: sign in, or link what was proved."""
    chosen, asked = _provider(provider), request.session.pop(ASKED, {})
    if not _is_answer_to(asked, request.GET, provider):
        return _refused(request, "state")
    question = Question(asked["state"], asked["nonce"], asked["verifier"])
    try:
        identity = identity_for(chosen, request.GET.get("code", ""), question, back=_back(chosen))
    except IdentityRefused as error:
        return _refused(request, str(error))
    except ProviderSilent:
        return _silent(request)
    if asked["purpose"] == "link":
        return _link(request, chosen, identity, asked["user"])
    return _sign_in(request, chosen, identity)


@require_safe
@recent_sign_in
def my_identities(request):
    """Other ways to sign in to the own account."""
    linked = {row.provider: row for row in LinkedIdentity.objects.filter(user=request.user)}
    mine = [each for each in providers().values() if request.user.audiences & set(each.audiences)]
    lines = [{"provider": each, "linked": linked.get(each.name)} for each in mine]
    return render(request, "centre/identities.html", {"lines": lines})


@require_POST
@recent_sign_in
def link(request, provider):
    """Prove it at the provider, now, and use it from then on."""
    return _ask(request, _provider(provider), purpose="link", again=True)


@require_POST
@recent_sign_in
def unlink(request, provider):
    """Stop using this way of signing in."""
    if identities.unlink(user=request.user, provider_name=provider):
        access.log(request, action=RIGHTS, label=f"identity {provider} unlinked")
        messages.success(request, _("This way of signing in no longer works for your account."))
    return redirect("centre:identities")


def _ask(request, provider, *, purpose, again=False):
    question = Question.fresh()
    try:
        address = address_to_ask(provider, question, back=_back(provider), again=again)
    except ProviderSilent:
        return _silent(request)
    user = request.user.pk if purpose == "link" else None
    about = {"provider": provider.name, "purpose": purpose, "user": user, "at": int(time.time())}
    request.session[ASKED] = asdict(question) | about
    return redirect(address)


def _is_answer_to(asked, answer, provider) -> bool:
    if not asked or asked["provider"] != provider or time.time() - asked["at"] > TOO_OLD:
        return False
    return secrets.compare_digest(answer.get("state", ""), asked["state"])


def _sign_in(request, provider, identity):
    try:
        user = identities.account_for(provider=provider, identity=identity)
    except identities.UnknownIdentity:
        return _refused(request, "unknown")
    except identities.LevelTooLow as error:
        return _refused(request, "level", required=error.required)
    strong = replaces_second_factor(identity.level)
    proof = {"provider": provider.name, "level": identity.level.name.lower(), "strong": strong}
    record_authentication(request, user, method="identity", provider=provider.name)
    return perform_login(request, Login(user=user, email=user.email, signal_kwargs={PROOF: proof}))


def _link(request, provider, identity, user):
    if not request.user.is_authenticated or request.user.pk != user:
        return _refused(request, "state")
    try:
        identities.link(user=request.user, provider=provider, identity=identity)
    except identities.LevelTooLow as error:
        return _refused(request, "level", required=error.required)
    except ValidationError as error:
        access.log(request, action=DENIED, label=f"identity {provider.name}", succeeded=False)
        messages.error(request, " ".join(error.messages))
    else:
        access.log(request, action=RIGHTS, label=f"identity {provider.name} linked")
        messages.success(request, _("From now on you can sign in this way."))
    return redirect("centre:identities")


def _refused(request, why, required=None):
    access.log(request, action=DENIED, label=f"identity {why}"[:80], succeeded=False)
    return render(request, "centre/identity_refused.html", {"why": why, "required": required}, status=403)


def _silent(request):
    return render(request, "centre/identity_refused.html", {"why": "silent"}, status=503)


def _provider(name):
    found = providers().get(name)
    if found is None:
        raise Http404
    return found


def _back(provider) -> str:
    return settings.BASE_URL.rstrip("/") + reverse("centre:identity-back", args=[provider.name])
