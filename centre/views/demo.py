"""Pages that only the demo has: the mail catcher and the component gallery."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from centre.catcher import caught_mails
from centre.gallery import context as sample_context


@login_not_required
@require_safe
def outbox(request):
    """The mails that would have left."""
    if not settings.DEMO:
        raise Http404
    return render(request, "centre/outbox.html", {"mails": caught_mails()})


@login_not_required
@require_safe
def gallery(request):
    """Every component in one page, to look at."""
    if not settings.DEMO:
        raise Http404
    return render(request, "centre/gallery.html", sample_context())
