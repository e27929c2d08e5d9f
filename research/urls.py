"""Addresses of this room, by audience."""

from django.urls import path

from research.views import learning, objections, projects, questionnaires, reports, researchers, staff, unlocking

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
    path("praktijk/zaken/<str:reference>/onderzoek/", objections.screen, name="objections-therapist"),
    path("praktijk/zaken/<str:reference>/onderzoek/<str:child>/", objections.note, name="objection-therapist"),
    # coordinators
    path("coordinatie/zaken/<str:reference>/onderzoek/", objections.screen, name="objections-coordinator"),
    path("coordinatie/zaken/<str:reference>/onderzoek/<str:child>/", objections.note, name="objection-coordinator"),
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
    path("onderzoek/projecten/", projects.projects, name="projects"),
    path("onderzoek/projecten/nieuw/", projects.new_project, name="project-new"),
    path("onderzoek/projecten/<str:reference>/", projects.project, name="project"),
    path("onderzoek/projecten/<str:reference>/vragen/", projects.ask_export, name="export-ask"),
    path("onderzoek/uittreksels/<str:reference>/", projects.export, name="export"),
    path("onderzoek/uittreksels/<str:reference>/verwijderd/", projects.removed, name="export-removed"),
    path("onderzoek/uittreksels/<str:reference>/<str:token>/", projects.download, name="export-file"),
    # privacy officers
    path("toezicht/onderzoek/", unlocking.overview, name="unlocking"),
    path("toezicht/onderzoek/projecten/<str:reference>/", unlocking.decide_on_project, name="project-decide"),
    path("toezicht/onderzoek/uittreksels/<str:reference>/", unlocking.unlock, name="unlock"),
    # readers of a municipality
    path("gemeente/rapporten/", reports.published_reports, name="published-reports"),
    path("gemeente/rapporten/<str:reference>/", reports.published_report, name="published-report"),
    path("gemeente/rapporten/<str:reference>/<slug:kind>/<str:token>/", reports.download, name="published-file"),
]
