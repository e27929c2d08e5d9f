"""Report pages: own region, own municipality, second person, links that end."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from centre import clock
from centre.audiences import Audience
from centre.models import AccessLog
from research import contents, links, services, tasks
from research.desk import cards
from research.models import MunicipalReport
from research.states import ReportState
from tests import cast as casting
from tests.factories import groups
from tests.factories import research as factory

pytestmark = pytest.mark.django_db
PERIOD = {"starts_on": "2025-01-01", "ends_on": "2025-12-31"}
LIST = "/coordinatie/rapportages/"


@pytest.fixture
def second(cast):
    return casting.make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)


@pytest.fixture
def stranger(cast):
    return casting.make_user("elders", "Elders", Audience.COORDINATOR, organisation=cast.centre, region=cast.east)


@pytest.fixture
def report(cast):
    factory.past_families(cast, 12)
    asked = services.request_report(
        municipality=cast.haarlem, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), by=cast.cora
    )
    return services.build_report(report=asked)


def url(name, report, *more):
    return reverse(f"research:{name}", args=[report.reference, *more])


def test_a_coordinator_asks_and_a_worker_builds(cast, client_as, django_capture_on_commit_callbacks):
    factory.past_families(cast, 12)
    browser = client_as(cast.cora)
    assert browser.get(LIST).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        asked = browser.post(LIST, PERIOD | {"municipality": cast.haarlem.pk})
    response = browser.get(asked.url)

    assert MunicipalReport.objects.get().state == ReportState.READY
    html = response.content.decode()
    assert all(figure.value in html for figure in response.context["contents"].figures)


def test_a_broken_broker_never_fails_the_request(cast, client_as, monkeypatch):
    def broken(**kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.build_report, "delay_on_commit", broken)
    response = client_as(cast.cora).post(LIST, PERIOD | {"municipality": cast.haarlem.pk}, follow=True)

    assert response.status_code == 200
    assert MunicipalReport.objects.get().state == ReportState.REQUESTED
    assert 'hx-trigger="every 2s"' in response.content.decode()


def test_progress_is_a_part_for_htmx_and_a_fresh_page_at_the_end(cast, client_as):
    report = services.request_report(
        municipality=cast.haarlem, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30), by=cast.cora
    )
    browser = client_as(cast.cora)
    part = browser.get(url("municipal-report", report), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "progress" in part
    services.build_report(report=report)
    assert browser.get(url("municipal-report", report), headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    "change",
    [
        {"municipality": "0"},
        {"municipality": "x"},
        {"starts_on": "never"},
        {"ends_on": "2024-01-01"},
        {"starts_on": "0001-01-01"},
        {"ends_on": "9" * 5000},
    ],
)
def test_a_wrong_request_is_explained(cast, client_as, change):
    response = client_as(cast.cora).post(LIST, PERIOD | {"municipality": cast.haarlem.pk} | change)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not MunicipalReport.objects.exists()


def test_a_municipality_of_another_region_cannot_be_chosen(cast, client_as):
    response = client_as(cast.cora).post(LIST, PERIOD | {"municipality": cast.nijmegen.pk})

    assert "municipality" in response.context["form"].errors


@pytest.mark.idor
def test_another_region_and_another_audience_find_nothing(cast, report, stranger, client_as):
    token = links.sign(report.reference, "csv")
    for name, more in (("municipal-report", ()), ("report-file", ("csv", token))):
        assert client_as(stranger).get(url(name, report, *more)).status_code == 404
        assert client_as(cast.thea).get(url(name, report, *more)).status_code == 404
    assert client_as(stranger).post(url("report-publish", report)).status_code == 404
    assert client_as(cast.gerda).get(url("published-report", report)).status_code == 404
    assert client_as(cast.cora).get(url("report-publish", report)).status_code == 405


def test_the_second_person_publishes_and_the_reader_sees_it(cast, report, second, client_as):
    client_as(cast.cora).post(url("report-publish", report))
    report.refresh_from_db()
    assert report.state == ReportState.READY
    client_as(second).post(url("report-publish", report))
    report.refresh_from_db()
    assert report.state == ReportState.PUBLISHED

    reader = client_as(cast.gerda)
    assert report.reference in reader.get("/gemeente/rapporten/").content.decode()
    page = reader.get(url("published-report", report))
    assert page.status_code == 200
    csv = reader.get(url("published-file", report, "csv", page.context["tokens"]["csv"])).content.decode("utf-8-sig")
    assert csv == contents.as_csv(report.figures)


def test_a_reader_of_another_municipality_finds_nothing(cast, report, second, client_as):
    services.publish_report(report=report, by=second)
    other = casting.make_user("nina", "Nina", Audience.MUNICIPALITY, municipality=cast.nijmegen)
    reader = client_as(other)

    assert report.reference not in reader.get("/gemeente/rapporten/").content.decode()
    assert reader.get(url("published-report", report)).status_code == 404
    assert reader.get(url("published-file", report, "csv", links.sign(report.reference, "csv"))).status_code == 404


def test_downloads_are_logged_as_exports(cast, report, client_as):
    browser = client_as(cast.cora)
    pdf = browser.get(url("report-file", report, "pdf", links.sign(report.reference, "pdf")))

    assert (pdf.status_code, pdf.headers["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert AccessLog.objects.filter(action="export", actor=cast.cora, label="municipal report").count() == 1


def test_a_download_link_ends_after_a_week(cast, report, client_as):
    token = links.sign(report.reference, "csv")
    browser = client_as(cast.cora)
    assert browser.get(url("report-file", report, "csv", token)).status_code == 200
    with clock.at(clock.now() + timedelta(days=7, seconds=1)):
        assert browser.get(url("report-file", report, "csv", token)).status_code == 410


@pytest.mark.parametrize("kind, token", [("pdf", None), ("csv", "made-up"), ("csv", "x" * 3000)])
def test_a_link_for_something_else_is_not_found(cast, report, client_as, kind, token):
    token = token or links.sign(report.reference, "csv")

    assert client_as(cast.cora).get(url("report-file", report, kind, token)).status_code == 404


def test_a_failed_report_says_so_and_can_be_tried_again(cast, client_as, django_capture_on_commit_callbacks):
    factory.past_family(cast, 1, via="nobody")
    asked = services.request_report(
        municipality=cast.haarlem, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), by=cast.cora
    )
    services.build_report(report=asked)
    browser = client_as(cast.cora)
    html = browser.get(url("municipal-report", asked)).content.decode()
    assert url("report-retry", asked) in html and "pdf/" not in html
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url("report-retry", asked))
    asked.refresh_from_db()
    assert (asked.state, asked.attempts) == (ReportState.FAILED, 1)


def test_the_ready_report_is_a_card_of_the_coordinator(cast, report, second):
    assert url("municipal-report", report) in [card.url for card in cards(second, Audience.COORDINATOR)]


def test_a_researcher_sees_numbers_and_no_person(cast, client_as):
    factory.seated(cast, couples=2)
    with clock.at(groups.MONDAY):
        html = client_as(cast.rens).get(reverse("research:studies")).content.decode()

    assert "Hoe gaat het met u?" in html
    assert ">x</td>" in html
    assert not any(name in html for name in ("Anna", "Bram", "Noor", "Carla", cast.case.reference))


@pytest.mark.parametrize("count", (1, 3))
def test_the_lists_take_the_same_queries_for_more_reports(
    cast, second, client_as, count, django_assert_max_num_queries
):
    for month in range(1, count + 1):
        asked = services.request_report(
            municipality=cast.haarlem, starts_on=date(2025, month, 1), ends_on=date(2025, month, 28), by=cast.cora
        )
        services.publish_report(report=services.build_report(report=asked), by=second)
    for user, address in ((cast.cora, LIST), (cast.gerda, "/gemeente/rapporten/"), (cast.rens, "/onderzoek/studies/")):
        browser = client_as(user)
        browser.get(address)
        with django_assert_max_num_queries(9):
            assert browser.get(address).status_code == 200
    browser = client_as(cast.cora)
    with django_assert_max_num_queries(12):
        browser.get(url("municipal-report", asked))
