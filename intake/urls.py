"""Addresses of this room, by audience."""

from django.urls import path

from intake.views import (
    children,
    consents,
    coordinators,
    family,
    help_desk,
    lookup,
    parents,
    public,
    second_look,
    therapists,
    voices,
    waiting,
)

app_name = "intake"
urlpatterns = [
    # public
    path("aanmelden/", public.begin, name="start"),
    path("aanmelden/controleren/", public.check, name="start-check"),
    path("aanmelden/verzonden/", public.sent, name="start-sent"),
    path("aanmelden/overzicht.pdf", lookup.print_own, name="start-print"),
    path("aanmelden/stand/", lookup.look, name="start-status"),
    path("aanmelden/let-op/<slug:name>/", public.remark, name="start-early"),
    path("aanmelden/vertel/", children.code, name="start-voice"),
    path("aanmelden/vertel/verhaal/", children.story, name="start-voice-story"),
    path("aanmelden/vertel/bedankt/", children.story_sent, name="start-voice-sent"),
    path("aanmelden/later/", public.later, name="start-later"),
    path("aanmelden/verder/<str:token>/", public.resume, name="start-resume"),
    path("aanmelden/<slug:name>/", public.page, name="start-page"),
    # parents
    path("mijn/aanmelding/", parents.my_application, name="my-application"),
    path("mijn/aanmelding/beginnen/", parents.start, name="begin-application"),
    path("mijn/aanmelding/controleren/", parents.check, name="check"),
    path("mijn/aanmelding/intrekken/", parents.withdraw, name="withdraw"),
    path("mijn/wachten/", waiting.my_waiting, name="my-waiting"),
    path("mijn/aanmelding/bedankt/", parents.safe, name="safe"),
    path("mijn/aanmelding/overzicht.pdf", parents.print_own, name="print-own"),
    path("mijn/aanmelding/vraag/<slug:slug>/", parents.question, name="question"),
    path("mijn/gesprekken/", parents.my_talks, name="my-talks"),
    path("mijn/gesprekken/<str:reference>/afspraak.ics", parents.calendar_file, name="my-talk-calendar"),
    path("verwijzen/gesprekken/<str:reference>/afspraak.ics", parents.calendar_file, name="referrer-talk-calendar"),
    # children
    path("kind/mijn-verhaal/", children.my_story, name="child-story"),
    path("kind/mijn-verhaal/bedankt/", children.my_story_sent, name="child-story-sent"),
    # coordinators
    path("coordinatie/hulpvragen/", help_desk.requests, name="help-desk"),
    path("coordinatie/hulpvragen/<str:reference>/", help_desk.decide, name="help-decide"),
    path("coordinatie/hulpvragen/<str:reference>/bij/<str:case>/", help_desk.attach, name="help-attach"),
    path("coordinatie/hulpvragen/<str:reference>/opzij/", help_desk.dismiss, name="help-dismiss"),
    path("coordinatie/hulpvragen/<str:reference>/heropenen/", help_desk.reopen, name="help-reopen"),
    path(
        "coordinatie/hulpvragen/<str:reference>/gezin/<str:other>/<slug:verdict>/", help_desk.match, name="help-match"
    ),
    path("coordinatie/kinderen/", family.find_child, name="find-child"),
    path("coordinatie/kinderen/samenvoegen/<int:number>/terug/", family.undo, name="undo-merge"),
    path("coordinatie/kinderen/samenvoegen/<str:child>/<str:other>/", family.merge, name="merge-children"),
    path("coordinatie/aanmeldingen/", coordinators.desk, name="desk"),
    path("coordinatie/aanmeldingen/<str:reference>/wachten/", waiting.times, name="waited"),
    path("coordinatie/aanmeldingen/<str:reference>/regio/", family.region, name="region"),
    path("coordinatie/aanmeldingen/<str:reference>/", coordinators.sheet, name="sheet"),
    path("coordinatie/aanmeldingen/<str:reference>/toestemming/", consents.screen, name="consents-coordinator"),
    path("coordinatie/aanmeldingen/<str:reference>/toestemming/besluit/", consents.record, name="record-ruling"),
    path("coordinatie/aanmeldingen/<str:reference>/toestemming/<int:number>/einde/", consents.end, name="end-ruling"),
    path("coordinatie/aanmeldingen/<str:reference>/stap/", coordinators.step, name="step"),
    path("coordinatie/aanmeldingen/<str:reference>/voorrang/", coordinators.priority, name="priority"),
    path("coordinatie/aanmeldingen/<str:reference>/veiligheid/", second_look.safety, name="safety-coordinator"),
    path("coordinatie/aanmeldingen/<str:reference>/gesprek/", coordinators.plan, name="plan-talk"),
    path(
        "coordinatie/aanmeldingen/<str:reference>/gesprek/<str:talk>/verzetten/",
        coordinators.move_talk,
        name="move-talk",
    ),
    path(
        "coordinatie/aanmeldingen/<str:reference>/gesprek/<str:talk>/afzeggen/",
        coordinators.cancel_talk,
        name="cancel-talk",
    ),
    path("coordinatie/aanmeldingen/<str:reference>/advies/", second_look.look, name="second-look-coordinator"),
    path("coordinatie/aanmeldingen/<str:reference>/advies/akkoord/", second_look.approve, name="approve-coordinator"),
    path("coordinatie/aanmeldingen/<str:reference>/advies/terug/", second_look.send_back, name="send-back-coordinator"),
    # therapists
    path("praktijk/intakes/", therapists.cases, name="therapist-cases"),
    path("praktijk/intakes/<str:reference>/", therapists.case, name="therapist-case"),
    path("praktijk/intakes/<str:reference>/aanmelding/<str:dossier>/", therapists.answers, name="answers"),
    path("praktijk/intakes/<str:reference>/gesprek/<str:talk>/", therapists.report, name="report-talk"),
    path("praktijk/intakes/<str:reference>/indicatie/", therapists.indication, name="indication"),
    path("praktijk/intakes/<str:reference>/toestemming/", consents.screen, name="consents-therapist"),
    path("praktijk/intakes/<str:reference>/verhalen/", voices.voices, name="voices"),
    path("praktijk/intakes/<str:reference>/verhalen/<str:dossier>/code/", voices.make_code, name="voice-code"),
    path("praktijk/intakes/<str:reference>/veiligheid/", second_look.safety, name="safety-therapist"),
    path("praktijk/intakes/<str:reference>/advies/", second_look.look, name="second-look-therapist"),
    path("praktijk/intakes/<str:reference>/advies/akkoord/", second_look.approve, name="approve-therapist"),
    path("praktijk/intakes/<str:reference>/advies/terug/", second_look.send_back, name="send-back-therapist"),
]
