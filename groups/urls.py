"""Addresses of this room."""

from django.urls import path

from groups.views import coordinators, dossiers, feed, parents, seats, therapists

app_name = "groups"
urlpatterns = [
    # parents
    path("mijn/bijeenkomsten/", parents.my_sessions, name="my-sessions"),
    path("mijn/bijeenkomsten/agenda/", parents.calendar, name="my-calendar"),
    path("mijn/bijeenkomsten/agenda/stoppen/", parents.stop_calendar, name="stop-calendar"),
    path("mijn/bijeenkomsten/<str:reference>/", parents.appointment, name="my-appointment"),
    path("mijn/bijeenkomsten/<str:reference>/afspraak.ics", parents.appointment_file, name="my-appointment-file"),
    path("mijn/bijeenkomsten/<str:reference>/niet-komen/", parents.cannot_come, name="cannot-come"),
    path("mijn/bijeenkomsten/<str:reference>/toch-komen/", parents.can_come, name="can-come"),
    # therapists
    path("praktijk/groepen/", therapists.my_groups, name="therapist-groups"),
    path("praktijk/groepen/<str:reference>/", therapists.group, name="therapist-group"),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/", therapists.session, name="roll-call"),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/notitie/", therapists.note, name="group-note"),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/lijst/", therapists.roster, name="roster"),
    path("praktijk/zaken/<str:case>/dossier/<str:reference>/aanwezigheid/", dossiers.attendance, name="attendance"),
    # coordinators
    path("coordinatie/groepen/", coordinators.board, name="board"),
    path("coordinatie/groepen/nieuw/", coordinators.new, name="new"),
    path("coordinatie/groepen/<str:reference>/", coordinators.group, name="group"),
    path("coordinatie/groepen/<str:reference>/stap/<slug:step>/", coordinators.step, name="step"),
    path("coordinatie/groepen/<str:reference>/vervallen/", coordinators.cancel, name="cancel"),
    path("coordinatie/groepen/<str:reference>/bijeenkomst/<int:number>/verplaatsen/", coordinators.move, name="move"),
    path(
        "coordinatie/groepen/<str:reference>/bijeenkomst/<int:number>/vervallen/",
        coordinators.cancel_session,
        name="cancel-session",
    ),
    path(
        "coordinatie/groepen/<str:reference>/bijeenkomst/<int:number>/vervanger/",
        coordinators.substitute,
        name="substitute",
    ),
    path("coordinatie/groepen/<str:reference>/plek/<int:seat>/", seats.seat, name="seat"),
    path("coordinatie/groepen/<str:reference>/plek/<int:seat>/aankomst/<str:person>/", seats.arrival, name="arrival"),
    path("coordinatie/groepen/<str:reference>/plek/<int:seat>/beeindigen/", seats.end, name="end-placement"),
    path("coordinatie/wachtlijst/", seats.waiting_list, name="waiting-list"),
    path("coordinatie/wachtlijst/<str:reference>/plaatsen/", seats.place, name="place"),
    # without signing in: the secret in the address is the key
    path("agenda/<str:token>.ics", feed.feed, name="feed"),
]
