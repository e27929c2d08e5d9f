"""Pages for everybody: home, information, quick exit, health, where to go after signing in."""

import json

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.i18n import set_language

from centre import editions, health
from centre.audiences import LANDING_ORDER, PREFIXES
from centre.middleware import QUICK_EXIT_COOKIE
from centre.services.people import keep_language


@login_not_required
@require_safe
def home(request):
    """The front door."""
    edition = editions.current(editions.FRONT)
    return render(request, "centre/home.html", {"updated_on": edition and edition.published_at})


@login_not_required
@require_safe
def page(request, name):
    """One public information page."""
    if name not in editions.FILES or name == editions.FRONT:
        raise Http404
    edition = editions.current(name)
    context = {"updated_on": edition and edition.published_at, "has_brochure": name in editions.BROCHURES}
    context["film"] = editions.film_of(name)
    if edition is None or edition.published_by_id is None:
        return render(request, editions.FILES[name], context)
    context |= {"edition": edition, "blocks": editions.blocks(edition.text)}
    return render(request, "centre/public/edition.html", context)


@require_GET
def landing(request):
    """After signing in: the street of the first hat."""
    for audience in LANDING_ORDER:
        if request.user.is_in(audience):
            return redirect(f"/{PREFIXES[audience]}/")
    return render(request, "centre/no_hat.html")


@login_not_required
@require_GET
def leave(request):
    """Quick exit: end the session, empty the browser's memory of us, go to a neutral site. For a minute the step back
    answers with that site as well (see QuickExitMiddleware); cookies are deleted by name to keep that marker."""
    logout(request)
    response = redirect(settings.QUICK_EXIT_URL)
    response["Clear-Site-Data"] = '"cache", "storage"'
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, samesite="Lax")
    response.set_cookie(
        QUICK_EXIT_COOKIE, "1", max_age=60, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES
    )
    return response


@login_not_required
@require_POST
def choose_language(request):
    """Dutch or English, kept in a cookie and with the account; back to the page that one was on."""
    if request.user.is_authenticated and request.POST.get("language") in dict(settings.LANGUAGES):
        keep_language(user=request.user, language=request.POST["language"])
    return set_language(request)


@login_not_required
@require_safe
def health_page(request):
    """Is every part alive? 200 when all are well, 503 as soon as one is not."""
    report = health.report()
    status = 200 if report["ok"] else 503
    if "text/html" in request.headers.get("Accept", ""):
        response = render(request, "centre/health.html", {"parts": health.labelled(report)}, status=status)
    else:
        response = JsonResponse(report, status=status)
    # Whoever asks gets the answer; Django would write each 503 down as an error of the portal, twice a second at a start.
    response._has_been_logged = True
    return response


@login_not_required
@require_safe
def security_txt(request):
    """Where to report a weakness (RFC 9116)."""
    text = health.security_txt(settings.BASE_URL)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def manifest(request):
    """Neutral name for a phone's home screen."""
    body = json.dumps({"name": "Tweehuis", "short_name": "Tweehuis", "display": "browser", "lang": "nl"})
    return HttpResponse(body, content_type="application/manifest+json")
