"""Addresses of this room."""

from django.urls import path

from therapists.views import coordinators, decisions, portfolios, public, therapists, work

app_name = "therapists"
urlpatterns = [
    # public
    path("therapeuten/", public.register, name="register"),
    path("therapeuten/register.json", public.register_json, name="register-json"),
    path("therapeuten/register.csv", public.register_csv, name="register-csv"),
    path("therapeuten/kaart.svg", public.map_picture, name="map"),
    path("therapeuten/<slug:slug>/", public.therapist, name="therapist"),
    path("locaties/<slug:slug>/", public.practice, name="practice"),
    # therapists
    path("praktijk/profiel/", therapists.my_profile, name="my-profile"),
    path("praktijk/profiel/wijzigen/", therapists.edit_profile, name="edit-profile"),
    path("praktijk/profiel/<slug:role>/herbeoordeling/", therapists.ask_renewal, name="ask-renewal"),
    path("praktijk/profiel/registratie/", work.my_registration, name="my-registration"),
    path("praktijk/profiel/besluit/<str:reference>/bezwaar/", portfolios.appeal, name="appeal"),
    path("praktijk/profiel/<slug:role>/portfolio/", portfolios.portfolio, name="portfolio"),
    path("praktijk/profiel/<slug:role>/portfolio/versturen/", portfolios.send, name="send-portfolio"),
    path("praktijk/profiel/<slug:role>/portfolio/o/<slug:key>/", portfolios.item, name="portfolio-item"),
    path("praktijk/werk/", work.my_work, name="my-work"),
    path("praktijk/werk/<slug:subject>/", work.add, name="add-work"),
    path("praktijk/werk/<slug:subject>/weg/", work.remove, name="remove-work"),
    # coordinators
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
    path("coordinatie/register/t/<slug:slug>/<slug:role>/<slug:decision>/", decisions.decide, name="decide"),
]
