"""The street gate and the headers that every answer carries."""

import time
import uuid
from http import HTTPStatus

from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect
from django.utils import translation
from django.views.defaults import page_not_found

from centre import access
from centre.audiences import LAY, STREETS, needs_second_factor
from centre.identity.stage import STRONG

#: How often the moment of the last visit is written, in seconds: a write per page would be waste.
SEEN_EVERY = 60
#: Set by the quick exit for a minute; says nothing about the person.
QUICK_EXIT_COOKIE = "w"


#: Files that a library hands out.
FILES_OF_LIBRARIES = {"mfa_download_recovery_codes"}


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in at every address that is not open to all, alike for what exists and what does not.

    The address of a file answers 404 instead: a link that went astray leads to nothing, not even to a form.
    """

    def handle_no_permission(self, request, view_func):
        name = request.resolver_match.view_name
        if getattr(view_func, "hands_out_a_file", False) or name in FILES_OF_LIBRARIES:
            asked = request.resolver_match.kwargs.values()
            access.log_refusal(request, label="file without signing in", asked=asked)
            raise Http404
        return super().handle_no_permission(request, view_func)


class AudienceMiddleware:
    """First path segment → audience. No such hat today → 404; staff without a second factor → set-up page.

    Nothing that was opened leaves before the log has it: a page whose rows cannot be written is an error page.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.audience = ""
        request.request_id = uuid.uuid4().hex
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        request.looks = []
        response = self.get_response(request)
        access.write_looks(request)
        return response

    def process_view(self, request, view_func, view_args, view_kwargs):
        audience = STREETS.get(request.path_info.split("/")[1])
        if not request.user.is_authenticated:
            return None
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
        if self._has_been_idle(request):
            logout(request)
            return redirect("account_login")
        if audience is None:
            return None
        request.audience = audience
        if not request.user.is_in(audience):
            raise access.refusal(request, label="street", asked=view_kwargs.values())
        request.user.wearing = audience
        if needs_second_factor(audience) and not (request.session.get(STRONG) or request.user.has_second_factor):
            return redirect("mfa_index")
        return None

    @staticmethod
    def _has_been_idle(request) -> bool:
        now, seen = int(time.time()), request.session.get("seen")
        family = request.user.audiences and request.user.audiences <= LAY
        limit = settings.IDLE_SECONDS["family" if family else "staff"]
        if seen and now - seen > limit:
            return True
        if not seen or now - seen > SEEN_EVERY:
            request.session["seen"] = now
        return False


class QuickExitMiddleware:
    """Who has just left is not brought back by the browser's Back button: for a minute pages answer with the neutral
    site. A fresh sign-in form that is sent (POST) passes, so nobody is locked out by it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_left = request.method == "GET" and QUICK_EXIT_COOKIE in request.COOKIES
        if has_left and not request.path_info.startswith((settings.STATIC_URL, "/weg/", "/health/")):
            response = redirect(settings.QUICK_EXIT_URL)
            response["Cache-Control"] = "no-store"
            return response
        return self.get_response(request)


class DemoPagesMiddleware:
    """With DEBUG Django answers 404 with a list of every address; in the demo people see the page of production."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEMO and response.status_code == HTTPStatus.NOT_FOUND:
            if b"DEBUG = True" in response.content:
                response = page_not_found(request, Http404())
            # django-csp leaves these out while DEBUG is on, for the sake of Django's own page.
            response.headers.setdefault("Content-Security-Policy", build_policy())
        return response


class SecurityHeadersMiddleware:
    """Headers that Django and django-csp do not set; personal pages are never kept anywhere, nor loaded by other sites."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.refusal(request) or self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Also on answers that never reach Django's own middleware for it: a wrong host, the way out.
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path_info == "/account/logout/":
            # The next person on this device finds nothing in the browser's memory (security reference AC18).
            response.headers.setdefault("Clear-Site-Data", '"cache", "storage"')
        return response

    @staticmethod
    def refusal(request: HttpRequest) -> HttpResponse | None:
        """Another site may link to us, and an identity provider may send somebody back; nothing of ours loads inside it.

        Judged by what the browser itself says (Fetch Metadata); programs and old browsers say nothing.
        """
        if request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"):
            return None
        if request.path_info in settings.OPEN_TO_OTHER_SITES:
            return None
        is_visit = request.headers.get("Sec-Fetch-Mode") == "navigate" and request.method in ("GET", "HEAD")
        if is_visit and request.headers.get("Sec-Fetch-Dest", "document") == "document":
            return None
        return HttpResponseForbidden("This page does not open inside another site.", content_type="text/plain")
