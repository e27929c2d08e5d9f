"""Accept an invitation; end one of the own sessions."""

from allauth.core.internal.ratelimit import get_ip
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from centre import access
from centre.forms import AcceptInvitationForm
from centre.services import devices, people


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def accept_invitation(request, token):
    """Open an account with the link, the spoken code and a password; unknown, used and expired links look alike."""
    try:
        invitation = people.find_invitation(token=token)
    except people.InvitationInvalid:
        access.log_refusal(request, label="invitation", secret=token)
        return render(request, "centre/invitation_invalid.html", status=410)
    form = AcceptInvitationForm(
        request.POST if request.method == "POST" else None, with_code=bool(invitation.code_digest)
    )
    if form.is_valid():
        try:
            people.accept_invitation(
                invitation=invitation, code=form.cleaned_data.get("code", ""), password=form.cleaned_data["password"]
            )
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            devices.remember_client(address=get_ip(request), email=invitation.user.email)
            messages.success(request, _("Your account is ready. You can sign in now."))
            return redirect("account_login")
    return render(request, "centre/accept_invitation.html", {"form": form})


@require_POST
def end_session(request):
    """Sign out one other device."""
    if devices.end_session(user=request.user, reference=request.POST.get("session", "")):
        messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")
