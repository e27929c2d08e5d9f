"""Street map: the ground floor's own addresses and one include per room."""

from django.contrib import admin
from django.urls import include, path

from centre import mail_urls
from centre.audiences import PREFIXES, Audience
from centre.views import (
    account,
    brochures,
    child_looks,
    children,
    citizen_numbers,
    complaints,
    contact,
    coordinators,
    court,
    demo,
    desks,
    disclosures,
    documents,
    emergency,
    file_requests,
    films,
    household,
    identities,
    involved,
    known_people,
    own_families,
    parents,
    people,
    privacy,
    public,
    recovery,
    retention,
    safety,
    safety_releases,
    staff,
    taken_back,
)

BOXES = [
    (PREFIXES[audience], audience.value)
    for audience in (
        Audience.PARENT,
        Audience.CHILD,
        Audience.THERAPIST,
        Audience.REFERRER,
        Audience.COORDINATOR,
        Audience.PRIVACY,
    )
]

#: Where the staff of a case works: prefix of the address, and of the name.
STAFF_CASES = [
    (f"{PREFIXES[audience]}/zaken/<str:reference>", audience.value)
    for audience in (Audience.THERAPIST, Audience.COORDINATOR)
]

own = [
    # public
    path("", public.home, name="home"),
    path("uitleg/brochures/", brochures.brochures, name="brochures"),
    path("uitleg/brochure/<slug:name>/", brochures.brochure, name="brochure"),
    path("uitleg/brochure/<slug:name>/<slug:day>/", brochures.brochure, name="brochure-of"),
    path("uitleg/film/<str:reference>.mp4", films.film, name="film"),
    path("uitleg/film/<str:reference>.vtt", films.captions, name="film-captions"),
    path("uitleg/<slug:name>/", public.page, name="page"),
    path("start/", public.landing, name="landing"),
    path("weg/", public.leave, name="leave"),
    path("taal/", public.choose_language, name="set-language"),
    path("health/", public.health_page, name="health"),
    path(".well-known/security.txt", public.security_txt, name="security-txt"),
    path("app.webmanifest", public.manifest, name="manifest"),
    path("account/uitnodiging/<str:token>/", account.accept_invitation, name="accept-invitation"),
    # the own account
    path("account/inloggen-met/<slug:provider>/", identities.start, name="identity-start"),
    path("account/inloggen-met/<slug:provider>/terug/", identities.back, name="identity-back"),
    path("account/apparaten/afmelden/", account.end_session, name="end-session"),
    path("account/koppelingen/", identities.my_identities, name="identities"),
    path("account/koppelingen/<slug:provider>/", identities.link, name="identity-link"),
    path("account/koppelingen/<slug:provider>/los/", identities.unlink, name="identity-unlink"),
    # every audience's first page
    *[path(f"{prefix}/", desks.home, name=f"{audience}-home") for audience, prefix in PREFIXES.items()],
    *[path(f"{prefix}/berichten/", desks.message_box, name=f"messages-{name}") for prefix, name in BOXES],
    *[path(f"{prefix}/berichten/<str:reference>/", desks.message, name=f"message-{name}") for prefix, name in BOXES],
    # parents
    path("mijn/gezin/", own_families.choose, name="my-families"),
    path("mijn/toestemming/", parents.my_consents, name="my-consents"),
    path("mijn/toestemming/<slug:purpose>/", parents.answer, name="answer-consent"),
    path("mijn/toestemming/<slug:purpose>/intrekken/", parents.withdraw, name="withdraw-consent"),
    path("mijn/toestemming/<slug:purpose>/met/<str:partner>/", parents.answer, name="answer-consent-partner"),
    path(
        "mijn/toestemming/<slug:purpose>/met/<str:partner>/intrekken/", parents.withdraw,
        name="withdraw-consent-partner",
    ),  # fmt: skip
    path("mijn/toestemming/<slug:purpose>/<str:child>/", parents.answer, name="answer-consent-child"),
    path("mijn/toestemming/<slug:purpose>/<str:child>/intrekken/", parents.withdraw, name="withdraw-consent-child"),
    path("mijn/betrokken/", involved.my_people, name="my-people"),
    path("mijn/kinderen/", children.my_children, name="my-children"),
    path("mijn/kinderen/<str:child>/wie-keek/", child_looks.who_looked, name="child-looks"),
    path("mijn/kinderen/<str:child>/", children.ask_outline, name="ask-outline"),
    path("mijn/teksten/", children.my_texts, name="my-texts"),
    path("kind/teksten/", children.my_texts, name="child-texts"),
    path("kind/wie-keek/", children.who_looked, name="child-log"),
    path("kind/toestemming/", children.child_consents, name="child-consents"),
    path("kind/toestemming/<str:reference>/<slug:purpose>/", children.child_answer, name="child-answer"),
    path("kind/toestemming/<str:reference>/<slug:purpose>/intrekken/", children.child_withdraw, name="child-withdraw"),
    path("mijn/privacy/", parents.my_privacy, name="my-privacy"),
    path("mijn/gegevens/", file_requests.my_data, name="my-data"),
    path("kind/gegevens/", file_requests.child_data, name="child-data"),
    path("kind/gegevens/<str:reference>/", file_requests.my_copy, name="child-copy"),
    path("mijn/gegevens/<str:reference>/", file_requests.my_copy, name="my-copy"),
    path("mijn/documenten/", documents.my_documents, name="my-documents"),
    path("mijn/documenten/<str:item>/", documents.my_document, name="my-document"),
    path("mijn/contact/", contact.my_contact, name="my-contact"),
    # who complains, and who handles it
    *[
        path(f"{PREFIXES[audience]}/klacht/", complaints.my_complaints, name=f"complaints-{audience.value}")
        for audience in (Audience.PARENT, Audience.CHILD, Audience.REFERRER)
    ],
    path("toezicht/klachten/", complaints.complaints, name="complaints"),
    path("toezicht/klachten/nieuw/", complaints.write_down, name="complaint-new"),
    path("toezicht/klachten/<str:reference>/", complaints.complaint, name="complaint"),
    # what every privacy officer is too near to, for the one person whom the centre named
    path("coordinatie/klachten/", complaints.complaints, name="complaints-substitute"),
    path("coordinatie/klachten/<str:reference>/", complaints.complaint, name="complaint-substitute"),
    # staff of a case
    *[path(f"{at}/contact/<str:person>/", contact.contact, name=f"{who}-contact") for at, who in STAFF_CASES],
    *[
        path(f"{at}/contact/<str:person>/wijziging/<slug:answer>/", contact.settle_change, name=f"{who}-settle-contact")
        for at, who in STAFF_CASES
    ],
    *[
        path(f"{at}/contact/<str:person>/<slug:kind>/{word}/", view, name=f"{who}-{name}-contact")
        for at, who in STAFF_CASES
        for word, view, name in (
            ("tonen", contact.reveal, "reveal"),
            ("afschermen", contact.hide, "hide"),
            ("vrijgeven", contact.unhide, "unhide"),
            ("veilig", contact.confirm_number, "confirm"),
        )
    ],
    *[
        path(f"{at}/veiligheid/{tail}", view, name=f"{who}-{name}")
        for at, who in STAFF_CASES
        for tail, view, name in (
            ("", safety.file, "safety"),
            ("melden/", safety.report, "safety-report"),
            ("fase/", safety.phase, "safety-phase"),
            ("plan/", safety.plan, "safety-plan"),
            ("plan/sluiten/", safety.close_plan, "safety-plan-close"),
            ("collega/", safety.colleague, "safety-colleague"),
            ("vrijgave/", safety_releases.propose, "safety-release"),
            ("vrijgave/<str:release>/<slug:answer>/", safety_releases.settle, "settle-release"),
            ("<str:concern>/<slug:kind>/", safety.step, "step"),
        )
    ],
    *[path(f"{at}/verstrekkingen/", disclosures.disclosures, name=f"{who}-disclosures") for at, who in STAFF_CASES],
    *[path(f"{at}/verstrekkingen/nieuw/", disclosures.disclosure, name=f"{who}-disclosure") for at, who in STAFF_CASES],
    *[
        path(f"{PREFIXES[who]}/ingetrokken/", taken_back.waiting, name=f"taken-back-{who.value}")
        for who in (Audience.THERAPIST, Audience.COORDINATOR)
    ],
    *[path(f"{at}/ingetrokken/<int:number>/", taken_back.handle, name=f"handle-no-{who}") for at, who in STAFF_CASES],
    *[path(f"{at}/rechter/", court.decisions, name=f"{who}-court") for at, who in STAFF_CASES],
    *[path(f"{at}/kindcheck/", household.check, name=f"{who}-child-check") for at, who in STAFF_CASES],
    *[path(f"{at}/kindcheck/<str:adult>/weg/", household.left, name=f"{who}-left") for at, who in STAFF_CASES],
    *[path(f"{at}/hulpplan/", household.help_plan, name=f"{who}-help-plan") for at, who in STAFF_CASES],
    path("praktijk/kindcheck/", household.to_check, name="child-checks-therapist"),
    path("coordinatie/kindcheck/", household.to_check, name="child-checks-coordinator"),
    path("praktijk/hulpplan/", household.late_plans, name="late-plans-therapist"),
    path("coordinatie/hulpplan/", household.late_plans, name="late-plans-coordinator"),
    path("coordinatie/zaken/<str:reference>/rechter/nieuw/", court.record, name="record-court"),
    path("coordinatie/zaken/<str:reference>/rechter/<str:decision>/einde/", court.end, name="end-court"),
    path("praktijk/veiligheid/", safety.desk, name="safety-desk-therapist"),
    path("coordinatie/veiligheid/", safety.desk, name="safety-desk-coordinator"),
    path("coordinatie/veiligheid/functionarissen/", safety.guards, name="safety-guards"),
    path("coordinatie/verzoeken/", file_requests.followed, name="coordinator-file-requests"),
    path("coordinatie/verzoeken/<str:reference>/", file_requests.follow, name="coordinator-file-request"),
    path("praktijk/verzoeken/", file_requests.to_read, name="therapist-file-requests"),
    path("praktijk/verzoeken/<str:reference>/", file_requests.read, name="therapist-file-request"),
    path("praktijk/verzoeken/<str:reference>/<slug:answer>/", file_requests.second_reading, name="second-reading"),
    # therapists
    path("praktijk/zaken/<str:reference>/", staff.case, name="therapist-case"),
    path("praktijk/zaken/<str:case>/dossier/<str:reference>/", staff.dossier, name="dossier"),
    path("praktijk/zaken/<str:case>/dossier/<str:reference>/documenten/", documents.documents, name="documents"),
    path(
        "praktijk/zaken/<str:case>/dossier/<str:reference>/documenten/<str:item>/", documents.document, name="document"
    ),
    path(
        "praktijk/zaken/<str:case>/dossier/<str:reference>/documenten/<str:item>/delen/",
        documents.share,
        name="share-document",
    ),
    path("praktijk/noodtoegang/", emergency.emergency, name="emergency-therapist"),
    # coordinators
    path("coordinatie/noodtoegang/", emergency.emergency, name="emergency-coordinator"),
    path("coordinatie/zaken/<str:reference>/", staff.case, name="coordinator-case"),
    path("coordinatie/zaken/<str:reference>/uitnodigen/<str:person>/", staff.invite, name="invite-parent"),
    path("coordinatie/zaken/<str:reference>/kinderen/<str:child>/uitnodigen/", children.invite, name="invite-child"),
    path("coordinatie/zaken/<str:reference>/kinderen/<str:child>/bsn/", citizen_numbers.number, name="child-number"),
    path("coordinatie/zaken/<str:reference>/kinderen/<str:child>/bsn/tonen/", citizen_numbers.show, name="show-number"),
    path(
        "coordinatie/zaken/<str:reference>/kinderen/<str:child>/bsn/geen/", citizen_numbers.identity, name="no-number"
    ),
    path(
        "coordinatie/zaken/<str:reference>/kinderen/<str:child>/bsn/geen/adres/",
        citizen_numbers.place,
        name="show-place",
    ),
    path("coordinatie/zaken/<str:reference>/contactpersoon/", involved.contact_person, name="contact-person"),
    path("coordinatie/herstel/", recovery.recoveries, name="recoveries"),
    path("coordinatie/herstel/<str:person>/", recovery.recover, name="recover"),
    path("coordinatie/herstel/<str:reference>/<slug:answer>/", recovery.settle_recovery, name="settle-recovery"),
    path("coordinatie/zaken/<str:reference>/medewerkers/", coordinators.case_relations, name="case-relations"),
    path("coordinatie/zaken/<str:reference>/medewerkers/uitsluiten/", coordinators.exclude, name="exclude"),
    path("coordinatie/zaken/<str:reference>/medewerkers/vervangen/", coordinators.substitute, name="substitute"),
    path(
        "coordinatie/zaken/<str:reference>/medewerkers/<str:person>/<slug:kind>/einde/",
        coordinators.end_relation,
        name="end-relation",
    ),
    path("coordinatie/mensen/", people.people, name="people"),
    path("coordinatie/mensen/uitnodigen/", people.invite_professional, name="invite-professional"),
    path("coordinatie/mensen/<str:person>/uitnodigen/", people.invite_again, name="invite-again"),
    path("coordinatie/mensen/<str:person>/<int:number>/verlengen/", people.renew_hat, name="renew-hat"),
    path("coordinatie/mensen/<str:person>/<slug:audience>/einde/", people.end_hat, name="end-hat"),
    # privacy officer
    path("toezicht/inzage/", privacy.access_log, name="access-log"),
    path("toezicht/inzage/uitvoer/", privacy.export_log, name="export-log"),
    path("toezicht/noodtoegang/", privacy.emergencies, name="emergencies"),
    path("toezicht/steekproef/", privacy.odd_reads, name="odd-reads"),
    path("toezicht/steekproef/<str:reference>/", privacy.odd_read, name="odd-read"),
    path("toezicht/bekend/", known_people.known_people, name="known-people"),
    path("toezicht/bekend/<str:reference>/einde/", known_people.end, name="end-known"),
    path("toezicht/rechten/", privacy.rights_page, name="rights"),
    path("toezicht/bewaren/", retention.retention, name="retention"),
    path("toezicht/bewaren/vasthouden/", retention.hold, name="hold"),
    path("toezicht/bewaren/vasthouden/<str:reference>/opheffen/", retention.lift, name="lift-hold"),
    path("toezicht/bewaren/<str:reference>/akkoord/", retention.agree, name="agree-erasure"),
    *mail_urls.urlpatterns,
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
    path("api/v1/", include(("referrals.views.api.urls", "api"))),
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
]

handler500 = "centre.views.errors.server_error"
