"""Addresses of this room, by audience."""

from django.urls import path

from intake.views import parents

app_name = "intake"
urlpatterns = [
    # parents
    path("mijn/aanmelding/", parents.my_application, name="my-application"),
    path("mijn/aanmelding/beginnen/", parents.start, name="start-application"),
    path("mijn/aanmelding/controleren/", parents.check, name="check"),
    path("mijn/aanmelding/bedankt/", parents.safe, name="safe"),
    path("mijn/aanmelding/overzicht.pdf", parents.print_own, name="print-own"),
    path("mijn/aanmelding/vraag/<slug:slug>/", parents.question, name="question"),
    path("mijn/gesprekken/", parents.my_talks, name="my-talks"),
    path("mijn/gesprekken/<str:reference>/afspraak.ics", parents.calendar_file, name="my-talk-calendar"),
    path("verwijzen/gesprekken/<str:reference>/afspraak.ics", parents.calendar_file, name="referrer-talk-calendar"),
]
