"""Addresses of this room."""

from django.urls import path

from referrals.views import (
    advice,
    chain,
    coordinators,
    direction,
    drafts,
    family,
    importing,
    interface_page,
    offers,
    papers,
    partners,
    privacy,
    public,
    quality,
    referrers,
    table,
)

app_name = "referrals"

#: What can be done with an item of the consult table.
TABLE_STEPS = ("agenda", "advies", "terugkijken", "intrekken")


def of_a_case(street: str, suffix: str) -> list:
    """The chain of one case, the same pages in two streets."""
    base = f"{street}/zaken/<str:reference>/keten/"
    at_table = f"{street}/zaken/<str:reference>/overleg/"
    return [
        path(at_table, table.of_case, name=f"table-of-case{suffix}"),
        path(f"{at_table}<str:item>/", table.item, name=f"table-item{suffix}"),
        *[
            path(f"{at_table}<str:item>/{step}/", table.move, {"step": step}, name=f"table-{step}{suffix}")
            for step in TABLE_STEPS
        ],
        path(base, chain.chain, name=f"chain{suffix}"),
        path(f"{base}erbij/", chain.add_link, name=f"add-link{suffix}"),
        path(f"{base}erbij/<str:item>/einde/", chain.end_link, name=f"end-link{suffix}"),
        path(f"{base}vraag/", chain.ask, name=f"ask-partner{suffix}"),
        path(f"{base}vraag/<str:item>/sluiten/", chain.let_go, name=f"let-go{suffix}"),
        path(f"{base}vraag/<str:item>/bestand/", chain.answer_file, name=f"answer-file{suffix}"),
        path(f"{base}overdracht/", chain.hand_over, name=f"hand-over{suffix}"),
        path(f"{base}overdracht/<str:item>/gestart/", chain.confirm_start, name=f"confirm-start{suffix}"),
        path(f"{base}erbij/<str:item>/toestemming/", quality.link_consents, name=f"link-consents{suffix}"),
        path(f"{base}overdracht/<str:item>/gestopt/", quality.stop_help, name=f"stop-help{suffix}"),
        path(f"{base}overdracht/<str:item>/tekort/", quality.falls_short, name=f"falls-short{suffix}"),
        path(f"{base}rechtbank/<str:item>/toets/", quality.court_check, name=f"court-check{suffix}"),
        path(f"{base}rechtbank/<str:item>/verslag.pdf", papers.court_paper, name=f"court-paper{suffix}"),
        path(f"{street}/zaken/<str:reference>/plan/", direction.plan, name=f"plan{suffix}"),
        path(
            f"{street}/zaken/<str:reference>/plan/<str:item>/actie/", direction.add_action, name=f"plan-action{suffix}"
        ),
        path(
            f"{street}/zaken/<str:reference>/plan/<str:item>/bereikt/",
            direction.reach_goal,
            name=f"plan-reached{suffix}",
        ),
        path(
            f"{street}/zaken/<str:reference>/plan/<str:item>/gedaan/",
            direction.finish_action,
            name=f"plan-done{suffix}",
        ),
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
    path("aanbod/<str:token>/", offers.keep, name="keep-offer"),
    # parents
    path("mijn/helpers/", family.involved, name="involved"),
    path("mijn/plan/", family.my_plan, name="my-plan"),
    # referrers
    path(
        "verwijzen/verwijzingen/<str:reference>/terugkoppeling/<slug:kind>.pdf",
        papers.feedback_paper,
        name="feedback-paper",
    ),
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
    path("verwijzen/verwijzingen/<str:reference>/antwoord/", referrers.answer, name="answer"),
    path("verwijzen/verwijzingen/<str:reference>/intrekken/", referrers.withdraw, name="withdraw"),
    path("verwijzen/advies/", advice.my_advice, name="my-advice"),
    path("verwijzen/advies/vragen/", advice.ask_advice, name="ask-advice"),
    path("verwijzen/advies/<str:reference>/", advice.advice_question, name="advice-question"),
    path("verwijzen/hulpaanbod/", offers.offers, name="offers"),
    path("verwijzen/hulpaanbod.csv", offers.offers_file, name="offers-file"),
    # coordinators
    path("praktijk/zaken/<str:reference>/verwijzing/", coordinators.for_team, name="for-team"),
    path("coordinatie/verwijzingen/", coordinators.desk, name="desk"),
    path("coordinatie/verwijzingen/<str:reference>/", coordinators.sheet, name="sheet"),
    path("coordinatie/verwijzingen/<str:reference>/aannemen/", coordinators.accept, name="accept"),
    path("coordinatie/verwijzingen/<str:reference>/bij/<str:case>/", coordinators.join, name="join"),
    path("coordinatie/verwijzingen/<str:reference>/terug/", coordinators.send_back, name="send-back"),
    path("coordinatie/verwijzingen/<str:reference>/afwijzen/", coordinators.decline, name="decline"),
    path("coordinatie/advies/", advice.advice_desk, name="advice-desk"),
    path("coordinatie/advies/<str:reference>/", advice.give_advice, name="give-advice"),
    path("coordinatie/hulpaanbod/", offers.offers, name="offers-desk"),
    path("coordinatie/hulpaanbod.csv", offers.offers_file, name="offers-file-desk"),
    path("coordinatie/hulpaanbod/<int:number>/", offers.check_offer, name="check-offer"),
    path("coordinatie/hulpaanbod/<int:number>/vraag/", offers.ask_keeper, name="ask-keeper"),
    path("coordinatie/overleg/", table.desk, name="table-desk"),
    path("coordinatie/overleg/nieuw/", table.convene, name="table-convene"),
    path("coordinatie/overleg/leden/", table.give_seat, name="table-seat"),
    path("coordinatie/overleg/leden/<int:number>/einde/", table.end_seat, name="table-end-seat"),
    path("verwijzen/overleg/", table.released, name="table-released"),
    path("verwijzen/overleg/<str:item>/", table.released_item, name="table-read"),
    path("praktijk/overleg/", table.released, name="table-released-therapist"),
    path("praktijk/overleg/<str:item>/", table.released_item, name="table-read-therapist"),
    path("coordinatie/regie/", direction.without_director, name="without-director"),
    path("coordinatie/zaken/<str:reference>/regie/", direction.director, name="director"),
    path("coordinatie/volgen/", quality.watch, name="watch"),
    path("coordinatie/kwaliteit/", quality.quality, name="quality"),
    path("coordinatie/kwaliteit/<str:reference>/", quality.follow_up, name="follow-up"),
    path("coordinatie/partners/", partners.partners, name="partners"),
    *of_a_partner("coordinatie/partners/<int:number>/", "-desk"),
    path("coordinatie/partners/<int:number>/contactpersoon/", partners.name_contact, name="name-contact"),
    path("coordinatie/partners/<int:number>/nummers/", partners.numbers, name="organisation-numbers"),
    path(
        "coordinatie/partners/<int:number>/contactpersoon/<str:person>/einde/", partners.end_contact, name="end-contact"
    ),
    *of_a_case("coordinatie", ""),
    # therapists
    *of_a_case("praktijk", "-therapist"),
    # privacy officer
    path("toezicht/verwijzingen/", privacy.other_grounds, name="other-grounds"),
]
