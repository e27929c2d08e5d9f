"""Addresses of this room, by audience."""

from django.urls import path

from research.views import learning, questionnaires, reports, researchers, staff

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
    # therapists
    path("praktijk/zaken/<str:reference>/vragenlijsten/", staff.case_questionnaires, name="therapist-questionnaires"),
    path("praktijk/zaken/<str:reference>/verandering/", staff.case_changes, name="therapist-changes"),
    path("praktijk/zaken/<str:reference>/vergelijkbaar/", learning.case_learning, name="learning-therapist"),
    # coordinators
    path("coordinatie/zaken/<str:reference>/vergelijkbaar/", learning.case_learning, name="learning-coordinator"),
    path(
        "coordinatie/zaken/<str:reference>/vragenlijsten/", staff.case_questionnaires, name="coordinator-questionnaires"
    ),
    path("coordinatie/terugbellen/", staff.follow_ups, name="follow-ups"),
    path("coordinatie/terugbellen/<str:reference>/", staff.handle, name="follow-up-handled"),
    path("coordinatie/rapportages/", reports.municipal_reports, name="municipal-reports"),
    path("coordinatie/rapportages/<str:reference>/", reports.municipal_report, name="municipal-report"),
    path("coordinatie/rapportages/<str:reference>/publiceren/", reports.publish, name="report-publish"),
    path("coordinatie/rapportages/<str:reference>/opnieuw/", reports.retry, name="report-retry"),
    path("coordinatie/rapportages/<str:reference>/<slug:kind>/<str:token>/", reports.download, name="report-file"),
    # researchers
    path("onderzoek/studies/", researchers.studies, name="studies"),
    # readers of a municipality
    path("gemeente/rapporten/", reports.published_reports, name="published-reports"),
    path("gemeente/rapporten/<str:reference>/", reports.published_report, name="published-report"),
    path("gemeente/rapporten/<str:reference>/<slug:kind>/<str:token>/", reports.download, name="published-file"),
]
