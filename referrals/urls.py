"""Addresses of this room."""

from django.urls import path

from referrals.views import advice, chain, coordinators, drafts, privacy, public, referrers

app_name = "referrals"


def of_a_case(street: str, suffix: str) -> list:
    """The chain of one case, the same pages in two streets."""
    base = f"{street}/zaken/<str:reference>/keten/"
    return [
        path(base, chain.chain, name=f"chain{suffix}"),
        path(f"{base}erbij/", chain.add_link, name=f"add-link{suffix}"),
        path(f"{base}erbij/<str:item>/einde/", chain.end_link, name=f"end-link{suffix}"),
        path(f"{base}vraag/", chain.ask, name=f"ask-partner{suffix}"),
        path(f"{base}vraag/<str:item>/sluiten/", chain.let_go, name=f"let-go{suffix}"),
        path(f"{base}vraag/<str:item>/bestand/", chain.answer_file, name=f"answer-file{suffix}"),
        path(f"{base}overdracht/", chain.hand_over, name=f"hand-over{suffix}"),
        path(f"{base}overdracht/<str:item>/gestart/", chain.confirm_start, name=f"confirm-start{suffix}"),
        path(f"{base}rechtbank/", chain.court_track, name=f"court-track{suffix}"),
        path(f"{base}rechtbank/<str:item>/verslag/", chain.court_report, name=f"court-report{suffix}"),
    ]


urlpatterns = [
    # public: a partner's one answer
    path("antwoord/<str:token>/", public.reply, name="reply"),
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
    path("verwijzen/advies/", advice.my_advice, name="my-advice"),
    path("verwijzen/advies/vragen/", advice.ask_advice, name="ask-advice"),
    path("verwijzen/advies/<str:reference>/", advice.advice_question, name="advice-question"),
    path("verwijzen/hulpaanbod/", advice.offers, name="offers"),
    # coordinators
    path("coordinatie/verwijzingen/", coordinators.desk, name="desk"),
    path("coordinatie/verwijzingen/<str:reference>/", coordinators.sheet, name="sheet"),
    path("coordinatie/verwijzingen/<str:reference>/aannemen/", coordinators.accept, name="accept"),
    path("coordinatie/verwijzingen/<str:reference>/terug/", coordinators.send_back, name="send-back"),
    path("coordinatie/verwijzingen/<str:reference>/afwijzen/", coordinators.decline, name="decline"),
    path("coordinatie/advies/", advice.advice_desk, name="advice-desk"),
    path("coordinatie/advies/<str:reference>/", advice.give_advice, name="give-advice"),
    path("coordinatie/hulpaanbod/", advice.offers, name="offers-desk"),
    path("coordinatie/hulpaanbod/<int:number>/", advice.check_offer, name="check-offer"),
    *of_a_case("coordinatie", ""),
    # therapists
    *of_a_case("praktijk", "-therapist"),
    # privacy officer
    path("toezicht/verwijzingen/", privacy.other_grounds, name="other-grounds"),
]
