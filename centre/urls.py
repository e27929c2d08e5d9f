"""Street map: the ground floor's own addresses and one include per room."""

from django.contrib import admin
from django.urls import include, path

from centre.audiences import PREFIXES, Audience
from centre.views import account, demo, desks, parents, public, staff

BOXES = [
    (PREFIXES[audience], audience.value)
    for audience in (
        Audience.PARENT,
        Audience.THERAPIST,
        Audience.REFERRER,
        Audience.COORDINATOR,
    )
]

own = [
    # public
    path("", public.home, name="home"),
    path("uitleg/<slug:name>/", public.page, name="page"),
    path("start/", public.landing, name="landing"),
    path("weg/", public.leave, name="leave"),
    path("health/", public.health_page, name="health"),
    path(".well-known/security.txt", public.security_txt, name="security-txt"),
    path("app.webmanifest", public.manifest, name="manifest"),
    path("account/uitnodiging/<str:token>/", account.accept_invitation, name="accept-invitation"),
    # every audience's first page
    *[path(f"{prefix}/", desks.home, name=f"{audience}-home") for audience, prefix in PREFIXES.items()],
    *[path(f"{prefix}/berichten/", desks.message_box, name=f"messages-{name}") for prefix, name in BOXES],
    *[path(f"{prefix}/berichten/<str:reference>/", desks.message, name=f"message-{name}") for prefix, name in BOXES],
    # parents
    path("mijn/toestemming/", parents.my_consents, name="my-consents"),
    path("mijn/toestemming/<slug:purpose>/", parents.answer, name="answer-consent"),
    path("mijn/toestemming/<slug:purpose>/intrekken/", parents.withdraw, name="withdraw-consent"),
    path("mijn/toestemming/<slug:purpose>/<str:child>/", parents.answer, name="answer-consent-child"),
    path("mijn/toestemming/<slug:purpose>/<str:child>/intrekken/", parents.withdraw, name="withdraw-consent-child"),
    path("mijn/privacy/", parents.my_privacy, name="my-privacy"),
    # therapists
    path("praktijk/zaken/<str:reference>/", staff.case, name="therapist-case"),
    path("praktijk/zaken/<str:case>/dossier/<str:reference>/", staff.dossier, name="dossier"),
    # coordinators
    path("coordinatie/zaken/<str:reference>/", staff.case, name="coordinator-case"),
    path("coordinatie/zaken/<str:reference>/uitnodigen/<str:person>/", staff.invite, name="invite-parent"),
    # privacy officer
    path("toezicht/inzage/", staff.access_log, name="access-log"),
    # demo only
    path("outbox/", demo.outbox, name="outbox"),
    path("demo/onderdelen/", demo.gallery, name="gallery"),
]

urlpatterns = [
    path("", include((own, "centre"))),
    path("", include("therapists.urls")),
    path("", include("referrals.urls")),
    path("", include("intake.urls")),
    path("", include("groups.urls")),
    path("", include("research.urls")),
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
]
