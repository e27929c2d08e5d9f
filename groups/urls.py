"""Addresses of this room."""

from django.urls import path

from groups.views import (
    children,
    coordinators,
    dossiers,
    endings,
    feed,
    networks,
    offers,
    parents,
    records,
    seats,
    slots,
    therapists,
)

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
    path("kind/groep/", children.group, name="child-group"),
    path("mijn/plek/", parents.my_place, name="my-place"),
    path("mijn/netwerk/<str:reference>/", networks.my_guests, name="my-guests"),
    path("mijn/netwerk/<str:reference>/<str:guest>/intrekken/", networks.take_back, name="take-back-guest"),
    # therapists
    path("praktijk/week/", records.week, name="week"),
    path("praktijk/incidenten/<str:reference>/", records.incident, name="incident"),
    path(
        "praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/incident/", records.new_incident, name="new-incident"
    ),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/presentatie/", records.showings, name="showings"),
    path(
        "praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/persoon/<str:person>/",
        records.personal_note,
        name="personal-note",
    ),
    path("praktijk/groepen/<str:reference>/netwerk/<str:gathering>/", networks.roster, name="guest-roster"),
    path("praktijk/zaken/<str:case>/terugblik/", endings.look_back, name="look-back"),
    path("praktijk/zaken/<str:case>/terugblik/plannen/", endings.plan, name="plan-evaluation"),
    path("praktijk/zaken/<str:case>/terugblik/netwerk/", endings.network_voice, name="network-voice"),
    path("praktijk/zaken/<str:case>/terugblik/afspraken/", endings.agreed, name="agreed"),
    path("praktijk/zaken/<str:case>/terugblik/stem/<str:voice>/", endings.voice, name="voice"),
    path("praktijk/zaken/<str:case>/terugblik/verslag/<str:dossier>/", endings.report, name="closing-report"),
    path("praktijk/zaken/<str:case>/terugblik/verslag/<str:dossier>/gelezen/", endings.read, name="read-report"),
    path("praktijk/zaken/<str:case>/terugblik/nazorg/<str:dossier>/", endings.follow_up, name="follow-up"),
    path("praktijk/groepen/", therapists.my_groups, name="therapist-groups"),
    path("praktijk/groepen/<str:reference>/", therapists.group, name="therapist-group"),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/", therapists.session, name="roll-call"),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/notitie/", therapists.note, name="group-note"),
    path("praktijk/groepen/<str:reference>/bijeenkomst/<int:number>/lijst/", therapists.roster, name="roster"),
    path("praktijk/zaken/<str:case>/dossier/<str:reference>/aanwezigheid/", dossiers.attendance, name="attendance"),
    # coordinators
    path("coordinatie/groepen/", coordinators.board, name="board"),
    path("coordinatie/groepen/nieuw/", coordinators.new, name="new"),
    path("coordinatie/groepen/vergelijken/", slots.compare, name="compare"),
    path("coordinatie/nazorg/", endings.due, name="follow-ups"),
    path("coordinatie/zaken/<str:reference>/apart/", offers.apart, name="apart"),
    path("coordinatie/groepen/<str:reference>/team/", slots.appoint, name="appoint"),
    path("coordinatie/groepen/<str:reference>/netwerk/", networks.plan, name="gatherings"),
    path("coordinatie/groepen/<str:reference>/netwerk/<str:gathering>/", networks.roster, name="guests"),
    path("coordinatie/groepen/<str:reference>/netwerk/<str:gathering>/afzeggen/", networks.cancel, name="no-gathering"),
    path("coordinatie/groepen/<str:reference>/aanbod/", offers.offers, name="offers"),
    path("coordinatie/groepen/<str:reference>/aanbod/<str:offer>/intrekken/", offers.withdraw, name="withdraw-offer"),
    path("coordinatie/groepen/<str:reference>/aanbod/<str:offer>/plaatsen/", offers.settle, name="settle-offer"),
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
    path("coordinatie/wachtlijst/<str:reference>/aanbieden/", offers.offer, name="offer"),
    # without signing in: the secret in the address is the key
    path("uitnodiging/<str:token>/", networks.invitation, name="invitation"),
    path("agenda/<str:token>.ics", feed.feed, name="feed"),
]
