"""Addresses of this room, by audience."""

from django.urls import path

from research.views import questionnaires

app_name = "research"

urlpatterns = [
    # parents
    path("mijn/vragenlijsten/", questionnaires.overview, name="my-questionnaires"),
    path("mijn/vragenlijsten/<str:reference>/", questionnaires.begin, name="my-questionnaire"),
    path("mijn/vragenlijsten/<str:reference>/versturen/", questionnaires.send, name="my-questionnaire-send"),
    path("mijn/vragenlijsten/<str:reference>/<int:page>/", questionnaires.fill_in, name="my-questionnaire-page"),
    # children
    path("kind/vragenlijsten/", questionnaires.overview, name="child-questionnaires"),
    path("kind/vragenlijsten/<str:reference>/", questionnaires.begin, name="child-questionnaire"),
    path("kind/vragenlijsten/<str:reference>/versturen/", questionnaires.send, name="child-questionnaire-send"),
    path("kind/vragenlijsten/<str:reference>/<int:page>/", questionnaires.fill_in, name="child-questionnaire-page"),
]
