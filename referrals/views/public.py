"""A partner's answer without an account."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from centre import access
from centre.access import Action
from referrals import services
from referrals.forms.chain import ReplyForm
from referrals.services.replies import LinkGone


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def reply(request, token):
    """One question, one answer; used, expired, let go and unknown links all give the same 410."""
    try:
        link = services.find_link(token=token)
        form = ReplyForm(*([request.POST, request.FILES] if request.method == "POST" else []))
        if form.is_valid():
            services.answer_link(link=link, **form.cleaned_data)
            access.log(request, action=Action.CREATE, label="partner answer", purpose="chain", case_id=link.case_id)
            return render(request, "referrals/replied.html")
    except LinkGone:
        access.log_refusal(request, label="partner question", purpose="chain", secret=token)
        return render(request, "referrals/link_gone.html", status=410)
    access.log(request, action=Action.VIEW, label="partner question", purpose="chain", case_id=link.case_id)
    return render(request, "referrals/reply.html", {"form": form, "link": link})
