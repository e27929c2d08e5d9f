"""The public register: searching it, one therapist, one location, the list as data, a drawn map."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from centre import clock
from centre.audiences import STREETS
from therapists import export, selectors
from therapists.forms import DEFAULT_KM, RegisterSearchForm
from therapists.search import run_search
from therapists.worldmap import draw_map

PAGE_SIZE = 25
#: Public pages without a name in their address.
OPEN_PAGES = (
    "/", "/therapeuten/", "/scholing/", "/uitleg/ouders/", "/uitleg/kinderen/", "/uitleg/kinderen-8-12/",
    "/uitleg/jongeren/", "/uitleg/verwijzers/", "/uitleg/therapeuten/", "/uitleg/aanmelden/", "/uitleg/privacy/",
    "/uitleg/toegankelijkheid/", "/uitleg/hulp-nu/",
)  # fmt: skip


@login_not_required
@require_safe
def register(request):
    """Find a therapist by place, distance, name and role."""
    form = RegisterSearchForm({"distance": DEFAULT_KM} | request.GET.dict())
    found = run_search(form.cleaned_data if form.is_valid() else {}, on=clock.today())
    page = Paginator(found.hits, PAGE_SIZE).get_page(request.GET.get("page"))
    people = selectors.entries(page.object_list, on=clock.today())
    return _open_page(request, "therapists/register.html", form=form, found=found, page=page, people=people)


@login_not_required
@require_safe
def therapist(request, slug):
    """One therapist as the public sees it; gone on the day that no certificate is valid."""
    entry = selectors.public_entry(slug, on=clock.today())
    if entry is None:
        raise Http404
    return _open_page(request, "therapists/therapist.html", entry=entry)


@login_not_required
@require_safe
@cache_control(public=True, no_cache=True)
def photo(request, slug):
    """The photo of somebody who shows it; gone with the page that it belongs to."""
    content = selectors.public_portrait(slug, on=clock.today())
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="image/jpeg")


@login_not_required
@require_safe
def practice(request, slug):
    """One location: where it is, how long the wait is, who works there, how to begin."""
    row = selectors.public_practice(slug)
    if row is None:
        raise Http404
    people = selectors.people_at(row, on=clock.today())
    return _open_page(request, "therapists/practice.html", practice=row, people=people)


@login_not_required
@require_safe
def register_json(request):
    """The public register for other websites (FD1: shown in other digital environments)."""
    people = selectors.entries(selectors.public_hits(on=clock.today()), on=clock.today())
    answer = JsonResponse(export.as_json(people, on=clock.today()), json_dumps_params={"ensure_ascii": False})
    return _open_to_other_sites(answer)


@login_not_required
@require_safe
def register_csv(request):
    """The same list as a sheet."""
    people = selectors.entries(selectors.public_hits(on=clock.today()), on=clock.today())
    answer = HttpResponse(export.as_csv(people), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="register.csv"'
    return _open_to_other_sites(answer)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def sitemap(request):
    """Every public page with its address, for search engines (sitemaps.org)."""
    people, practices = selectors.public_pages(clock.today())
    paths = [*OPEN_PAGES, *(f"/locaties/{slug}/" for slug in practices), *(f"/therapeuten/{slug}/" for slug in people)]
    context = {"base": settings.BASE_URL.rstrip("/"), "paths": paths}
    return render(request, "therapists/sitemap.xml", context, content_type="application/xml")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """What search engines may read: the public pages, never a street behind the sign-in."""
    context = {
        "base": settings.BASE_URL.rstrip("/"),
        "closed": sorted([*STREETS, "account", "beheer", "outbox", "agenda"]),
    }
    return render(request, "therapists/robots.txt", context, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def map_picture(request):
    """The Netherlands as a cloud of municipalities, with our locations on it. No third party draws or sees it."""
    practices = selectors.practices_with_people(clock.today())
    return HttpResponse(draw_map(selectors.municipality_points(), practices), content_type="image/svg+xml")


def _open_to_other_sites(answer: HttpResponse) -> HttpResponse:
    """Without cookies: the same answer for everybody."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _open_page(request, template, **context):
    """A page that search engines may keep: under one address, as of today; a search result itself is not kept."""
    context |= {"updated_on": clock.today(), "canonical": settings.BASE_URL.rstrip("/") + request.path}
    return render(request, template, context)
