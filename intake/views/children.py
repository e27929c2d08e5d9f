"""A child's own story, with an account or with a spoken code. Its yes and no are asked in centre/views/children.py."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from centre import access
from intake import consents, services, talks
from intake.forms.voice import CodeForm, VoiceForm
from intake.views.limits import too_often, write_down

CODE = "voice_code"


@require_http_methods(["GET", "POST"])
def my_story(request):
    """The own story, with an account."""
    dossier, case = _own(request, "own story")
    form = VoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.tell(dossier=dossier, case=case, answers=form.cleaned_data)
        return redirect("intake:child-story-sent")
    return render(request, "intake/child/story.html", {"form": form})


@require_safe
def my_story_sent(request):
    """Thank you."""
    access.log_list(request, label="own story")
    return render(request, "intake/child/sent.html")


@require_safe
def my_talks(request):
    """The own talks: when, where and with whom; never who else comes."""
    access.open_own_child(request, purpose="own talks", label="own talks")
    context = {"coming": talks.my_talks(request.user)[:10], "past": talks.my_talks(request.user, past=True)[:10]}
    return render(request, "intake/child/talks.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def code(request):
    """A younger child types the code that somebody of the centre gave."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and too_often(request, "status"):
        return render(request, "429.html", status=429)
    if form.is_valid():
        if services.find_code(form.cleaned_data["code"]):
            request.session[CODE] = form.cleaned_data["code"]
            return redirect("intake:start-voice-story")
        write_down(request, purpose="wrong code", label="child's story", secret=form.cleaned_data["code"])
        form.add_error("code", _("We do not know this code. Look again, or ask for a new one."))
    return render(request, "intake/child/code.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
def story(request):
    """The own story with a code, once."""
    found = services.find_code(request.session.get(CODE, ""))
    if found is None:
        return redirect("intake:start-voice")
    form = VoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.tell_with_code(code=request.session[CODE], answers=form.cleaned_data)
            # Only now: a story that was refused can be sent again.
            del request.session[CODE]
            return redirect("intake:start-voice-sent")
        except ValidationError as error:
            form.add_errors_of(error)
    return render(request, "intake/child/story.html", {"form": form, "name": found.dossier.child.first_name})


@login_not_required
@require_safe
def story_sent(request):
    """Thank you."""
    return render(request, "intake/child/sent.html")


def _own(request, purpose):
    """(dossier, case) of the signed-in child. Raises Http404 without an open case."""
    dossier = access.open_row(request, consents.own_dossiers(request.user), label="dossier", purpose=purpose)
    case = consents.own_case(dossier.child)
    if case is None:
        raise Http404
    return dossier, case
