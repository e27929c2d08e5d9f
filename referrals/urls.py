"""Addresses of this room."""

from django.urls import path

from referrals.views import (
    advice,
    chain,
    coordinators,
    drafts,
    importing,
    interface_page,
    partners,
    privacy,
    public,
    referrers,
)

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


def of_a_partner(base: str, suffix: str) -> list:
    """One organisation's own page, the same for its contact person and for a coordinator."""
    return [
        path(base, partners.partner, name=f"partner{suffix}"),
        path(f"{base}collega/", partners.invite_colleague, name=f"invite-colleague{suffix}"),
        path(f"{base}collega/<str:person>/einde/", partners.see_off, name=f"see-off{suffix}"),
        path(f"{base}sleutels/nieuw/", partners.new_key, name=f"new-key{suffix}"),
        path(f"{base}sleutels/<str:item>/vernieuwen/", partners.rotate_key, name=f"rotate-key{suffix}"),
        path(f"{base}sleutels/<str:item>/einde/", partners.end_key, name=f"end-key{suffix}"),
        path(f"{base}seinen/nieuw/", partners.new_hook, name=f"new-hook{suffix}"),
        path(f"{base}seinen/<str:item>/einde/", partners.end_hook, name=f"end-hook{suffix}"),
        path(f"{base}seinen/<str:item>/opnieuw/", partners.hook_again, name=f"hook-again{suffix}"),
    ]


urlpatterns = [
    # public: a partner's one answer
    path("antwoord/<str:token>/", public.reply, name="reply"),
    path("api/", interface_page.interface, name="interface"),
    # referrers
    path("verwijzen/importeren/", importing.import_file, name="import"),
    path("verwijzen/importeren/bevestigen/", importing.confirm_import, name="confirm-import"),
    path("verwijzen/importeren/voorbeeld.csv", importing.import_example, name="import-example"),
    path("verwijzen/organisatie/", partners.my_organisation, name="my-organisation"),
    *of_a_partner("verwijzen/organisatie/<int:number>/", ""),
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
    path("coordinatie/verwijzingen/<str:reference>/bij/<str:case>/", coordinators.join, name="join"),
    path("coordinatie/verwijzingen/<str:reference>/terug/", coordinators.send_back, name="send-back"),
    path("coordinatie/verwijzingen/<str:reference>/afwijzen/", coordinators.decline, name="decline"),
    path("coordinatie/advies/", advice.advice_desk, name="advice-desk"),
    path("coordinatie/advies/<str:reference>/", advice.give_advice, name="give-advice"),
    path("coordinatie/hulpaanbod/", advice.offers, name="offers-desk"),
    path("coordinatie/hulpaanbod/<int:number>/", advice.check_offer, name="check-offer"),
    path("coordinatie/partners/", partners.partners, name="partners"),
    *of_a_partner("coordinatie/partners/<int:number>/", "-desk"),
    path("coordinatie/partners/<int:number>/contactpersoon/", partners.name_contact, name="name-contact"),
    path(
        "coordinatie/partners/<int:number>/contactpersoon/<str:person>/einde/", partners.end_contact, name="end-contact"
    ),
    *of_a_case("coordinatie", ""),
    # therapists
    *of_a_case("praktijk", "-therapist"),
    # privacy officer
    path("toezicht/verwijzingen/", privacy.other_grounds, name="other-grounds"),
]
