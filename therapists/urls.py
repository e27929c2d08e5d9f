"""Addresses of this room."""

from django.urls import path

from therapists.views import (
    absences,
    circles,
    community,
    coordinators,
    courses,
    decisions,
    learning,
    locations,
    photos,
    portfolios,
    public,
    reviews,
    supervision,
    therapists,
    work,
)

app_name = "therapists"

#: The pages of learning stand in two streets; the name begins with the audience.
LEARNING = [
    path(f"{street}/scholing/{tail}", view, name=f"{audience}-{name}")
    for street, audience in (("praktijk", "therapist"), ("leren", "community"))
    for tail, view, name in (
        ("", learning.courses, "courses"),
        ("certificaat/<str:reference>/", learning.certificate, "course-certificate"),
        ("<str:reference>/", learning.course, "course"),
        ("<str:reference>/meedoen/", learning.ask_seat, "ask-seat"),
        ("<str:reference>/afmelden/", learning.give_back, "give-back"),
    )
]
urlpatterns = [
    # public
    path("therapeuten/", public.register, name="register"),
    path("therapeuten/register.json", public.register_json, name="register-json"),
    path("therapeuten/register.csv", public.register_csv, name="register-csv"),
    path("therapeuten/kaart.svg", public.map_picture, name="map"),
    path("scholing/", learning.public_courses, name="public-courses"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path("therapeuten/<slug:slug>/", public.therapist, name="therapist"),
    path("therapeuten/<slug:slug>/foto.jpg", public.photo, name="photo"),
    path("locaties/<slug:slug>/", public.practice, name="practice"),
    # therapists
    path("praktijk/profiel/", therapists.my_profile, name="my-profile"),
    path("praktijk/profiel/wijzigen/", therapists.edit_profile, name="edit-profile"),
    path("praktijk/profiel/foto/", photos.my_photo, name="my-photo"),
    path("praktijk/profiel/foto/mijn.jpg", photos.photo, name="own-photo"),
    path("praktijk/profiel/foto/weg/", photos.remove, name="remove-photo"),
    path("praktijk/profiel/<slug:role>/herbeoordeling/", therapists.ask_renewal, name="ask-renewal"),
    path("praktijk/profiel/registratie/", work.my_registration, name="my-registration"),
    path("praktijk/profiel/besluit/<str:reference>/bezwaar/", portfolios.appeal, name="appeal"),
    path("praktijk/profiel/<slug:role>/portfolio/", portfolios.portfolio, name="portfolio"),
    path("praktijk/profiel/<slug:role>/portfolio/versturen/", portfolios.send, name="send-portfolio"),
    path("praktijk/profiel/<slug:role>/portfolio/o/<slug:key>/", portfolios.item, name="portfolio-item"),
    path("praktijk/profiel/<slug:role>/supervisor/", supervision.ask, name="ask-supervisor"),
    path("praktijk/supervisie/<str:reference>/", supervision.supervision, name="supervision"),
    path("praktijk/supervisie/<str:reference>/terug/", supervision.take_back, name="take-back-supervision"),
    path("praktijk/bewijs/<str:reference>/", portfolios.my_evidence, name="my-evidence"),
    path("praktijk/bewijs/<str:reference>/weg/", portfolios.remove_evidence, name="remove-evidence"),
    path("praktijk/beoordelen/", reviews.my_reviews, name="reviews"),
    path("praktijk/beoordelen/<str:reference>/", reviews.review, name="review"),
    path("praktijk/beoordelen/<str:reference>/<str:file>/", reviews.review_file, name="review-file"),
    path("praktijk/werk/agenda/", absences.read_calendar, name="read-calendar"),
    path("praktijk/werk/agenda/overnemen/", absences.confirm, name="confirm-calendar"),
    path("praktijk/werk/", work.my_work, name="my-work"),
    path("praktijk/werk/<slug:subject>/", work.add, name="add-work"),
    path("praktijk/werk/<slug:subject>/weg/", work.remove, name="remove-work"),
    *LEARNING,
    # who learns along
    path("leren/kringen/", community.circles, name="circles"),
    path("leren/kringen/<str:reference>/", community.circle, name="circle"),
    path("leren/kringen/<str:reference>/bijeenkomst/", community.call_together, name="call-together"),
    path("leren/bijeenkomst/<str:reference>/", community.meeting, name="circle-meeting"),
    path("leren/bijeenkomst/<str:reference>/agenda/", community.add_item, name="add-agenda-item"),
    path("leren/bijeenkomst/<str:reference>/agenda/weg/", community.take_off, name="take-off-agenda"),
    path("leren/bijeenkomst/<str:reference>/verslag/", community.minutes, name="circle-minutes"),
    # coordinators
    path("coordinatie/scholing/", courses.courses, name="courses-desk"),
    path("coordinatie/scholing/nieuw/", courses.plan, name="plan-course"),
    path("coordinatie/scholing/<str:reference>/", courses.course, name="course-desk"),
    path("coordinatie/scholing/<str:reference>/uitnodigen/", courses.invite, name="invite-to-course"),
    path("coordinatie/scholing/<str:reference>/plekken/", courses.seats, name="course-seats"),
    path("coordinatie/scholing/<str:reference>/aanwezig/", courses.attendance, name="course-attendance"),
    path("coordinatie/scholing/<str:reference>/afzeggen/", courses.call_off, name="call-off-course"),
    path("coordinatie/scholing/<str:reference>/<str:person>/weg/", courses.take_out, name="take-out"),
    path("coordinatie/kringen/", circles.circles, name="circles-desk"),
    path("coordinatie/kringen/<str:reference>/", circles.circle, name="circle-desk"),
    path("coordinatie/kringen/<str:reference>/weg/", circles.leave, name="leave-circle"),
    path("coordinatie/register/locaties/", locations.locations, name="locations"),
    path("coordinatie/register/locaties/nieuw/", locations.new, name="new-location"),
    path("coordinatie/register/locaties/<slug:slug>/", locations.change, name="change-location"),
    path("coordinatie/register/", coordinators.desk, name="desk"),
    path("coordinatie/register/nieuw/", coordinators.invite, name="invite"),
    path("coordinatie/register/regels/", coordinators.rules, name="rules"),
    path("coordinatie/register/bezwaar/<str:reference>/", coordinators.answer_appeal, name="answer-appeal"),
    path("coordinatie/register/t/<slug:slug>/", coordinators.sheet, name="sheet"),
    path("coordinatie/register/t/<slug:slug>/beginnen/", coordinators.start, name="start"),
    path("coordinatie/register/t/<slug:slug>/uitschrijven/", decisions.deregister, name="deregister"),
    path(
        "coordinatie/register/t/<slug:slug>/nummer/<slug:register>/",
        coordinators.check_registration,
        name="check-registration",
    ),
    path(
        "coordinatie/register/t/<slug:slug>/<slug:role>/portfolio/", coordinators.read_portfolio, name="read-portfolio"
    ),
    path("coordinatie/register/t/<slug:slug>/<slug:role>/beoordelaars/", reviews.ask_reviewers, name="ask-reviewers"),
    path(
        "coordinatie/register/t/<slug:slug>/<slug:role>/bewijs/<str:file>/",
        reviews.portfolio_file,
        name="portfolio-file",
    ),
    path("coordinatie/register/t/<slug:slug>/<slug:role>/<slug:decision>/", decisions.decide, name="decide"),
]
