"""Addresses of this room."""

from django.urls import path

from referrals.views import coordinators, drafts, privacy, referrers

app_name = "referrals"
urlpatterns = [
    # referrers
    path("verwijzen/nieuw/", drafts.new, name="new"),
    path("verwijzen/verwijzingen/", referrers.my_referrals, name="my-referrals"),
    path("verwijzen/verwijzingen/<str:reference>/", referrers.referral, name="referral"),
    path("verwijzen/verwijzingen/<str:reference>/ouders/", drafts.parents, name="parents"),
    path("verwijzen/verwijzingen/<str:reference>/kinderen/", drafts.children, name="children"),
    path("verwijzen/verwijzingen/<str:reference>/vraag/", drafts.question, name="question"),
    path("verwijzen/verwijzingen/<str:reference>/controle/", drafts.check, name="check"),
    path("verwijzen/verwijzingen/<str:reference>/versturen/", referrers.submit, name="submit"),
    path("verwijzen/verwijzingen/<str:reference>/antwoord/", referrers.answer, name="answer"),
    path("verwijzen/verwijzingen/<str:reference>/intrekken/", referrers.withdraw, name="withdraw"),
    # coordinators
    path("coordinatie/verwijzingen/", coordinators.desk, name="desk"),
    path("coordinatie/verwijzingen/<str:reference>/", coordinators.sheet, name="sheet"),
    path("coordinatie/verwijzingen/<str:reference>/aannemen/", coordinators.accept, name="accept"),
    path("coordinatie/verwijzingen/<str:reference>/terug/", coordinators.send_back, name="send-back"),
    path("coordinatie/verwijzingen/<str:reference>/afwijzen/", coordinators.decline, name="decline"),
    # privacy officer
    path("toezicht/verwijzingen/", privacy.other_grounds, name="other-grounds"),
]
