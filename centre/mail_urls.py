"""Addresses of everything about mail: messages of a case, wording, what did not arrive, the newsletter."""

from django.urls import path

from centre.views import correspondence, newsletter, undelivered, wording

CASES = (("praktijk", "therapist"), ("coordinatie", "coordinator"))

urlpatterns = [
    # anybody
    path("nieuwsbrief/", newsletter.subscribe, name="newsletter"),
    path("nieuwsbrief/bevestigen/<str:secret>/", newsletter.confirm, name="newsletter-confirm"),
    path("nieuwsbrief/afmelden/<str:secret>/", newsletter.leave, name="newsletter-leave"),
    # parents
    path("mijn/vraag/", correspondence.ask_team, name="ask-team"),
    # staff of a case
    *[
        path(f"{street}/zaken/<str:reference>/berichten/{tail}", view, name=f"{who}-{name}")
        for street, who in CASES
        for tail, view, name in (
            ("", correspondence.case_messages, "case-messages"),
            ("schrijven/", correspondence.write, "write-message"),
        )
    ],
    path("coordinatie/zaken/<str:reference>/berichten/grens/<str:person>/", correspondence.limit, name="message-limit"),
    # coordinators
    path("coordinatie/bezorging/", undelivered.contact_tasks, name="contact-tasks"),
    path("coordinatie/bezorging/<str:reference>/", undelivered.contact_task, name="contact-task"),
    path("coordinatie/mails/", wording.doorbells, name="doorbells"),
    path("coordinatie/mails/versie/<str:reference>/", wording.version, name="doorbell-version"),
    path("coordinatie/mails/versie/<str:reference>/gebruiken/", wording.publish, name="publish-doorbell"),
    path("coordinatie/mails/versie/<str:reference>/proef/", wording.test_mail, name="test-doorbell"),
    path("coordinatie/mails/<slug:kind>/<slug:role>/<slug:language>/", wording.doorbell, name="doorbell"),
    path("coordinatie/nieuwsbrief/", newsletter.issues, name="newsletter-issues"),
    path("coordinatie/nieuwsbrief/nieuw/", newsletter.write_issue, name="newsletter-new"),
    path("coordinatie/nieuwsbrief/<str:reference>/", newsletter.issue, name="newsletter-issue"),
    path("coordinatie/nieuwsbrief/<str:reference>/wijzigen/", newsletter.write_issue, name="newsletter-write"),
    path("coordinatie/nieuwsbrief/<str:reference>/versturen/", newsletter.send_issue, name="newsletter-send"),
]
