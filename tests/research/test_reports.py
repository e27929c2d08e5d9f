"""A report is asked for, built once, frozen, and published by a second person."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from centre import clock
from centre.audiences import Audience
from centre.models import Milestone
from centre.workflow import IllegalMove
from research import contents, figures, services, tasks
from research.models import MunicipalReport
from research.services import reports as building
from research.services.reports import FiguresChanged, NotTheSecondPerson
from research.states import ReportState
from tests import cast as casting
from tests.factories import research as factory

pytestmark = pytest.mark.django_db
YEAR = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}


@pytest.fixture
def second(cast):
    return casting.make_user("carel", "Carel", Audience.COORDINATOR, organisation=cast.centre, region=cast.north)


def asked(cast, **period):
    return services.request_report(municipality=cast.haarlem, by=cast.cora, **{**YEAR, **period})


def in_(**span):
    return (clock.now() + timedelta(**span)).isoformat()


def built(cast, families=12, **period):
    factory.past_families(cast, families)
    return services.build_report(report=asked(cast, **period))


def test_a_report_is_built_frozen_and_sealed(cast):
    report = built(cast)

    assert (report.state, report.step, report.attempts) == (ReportState.READY, 4, 1)
    assert report.figures["cells"]["requests.trajectories"] == 10
    assert report.figures_sha256 == building.digest(report.figures)
    assert set(report.charts) == {"throughput", "inflow"}


def test_asking_twice_while_one_is_being_made_gives_that_one(cast):
    assert asked(cast) == asked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalReport.objects.create(municipality=cast.haarlem, requested_by=cast.cora, **YEAR)


def test_a_second_click_after_a_quick_build_gives_the_same_report(cast):
    report = built(cast)

    assert asked(cast) == report
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert asked(cast) != report


def test_a_period_needs_a_length(cast):
    with pytest.raises(ValidationError):
        asked(cast, ends_on=date(2025, 1, 1))


def test_building_twice_is_the_same_as_once(cast):
    report = built(cast)
    seal = report.figures_sha256
    factory.past_families(cast, 5)

    again = services.build_report(report=report)

    assert (again.attempts, again.figures_sha256) == (1, seal)


def test_page_csv_and_pdf_say_the_same(cast):
    report = built(cast, families=32)
    made, csv = contents.report(report.figures), contents.as_csv(report.figures)
    pages = pypdf.PdfReader(io.BytesIO(building.report_file(report))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())

    for figure in made.figures:
        assert f"{figure.title},{_label('value')},{_quoted(figure.value)}" in csv
        assert f"{figure.title},{_label('note')},{_quoted(figure.note)}" in csv
        assert f"{figure.title} {figure.value}" in text
    for table in made.tables:
        for label, *numbers in table.rows:
            for column, number in zip(table.columns, numbers, strict=True):
                assert f"{_quoted(table.title)},{_quoted(label)},{_quoted(column)},{number}" in csv
            assert " ".join(numbers) in text


def _label(word):
    from django.utils.translation import gettext

    return gettext(word)


def _quoted(text):
    return f'"{text}"' if "," in text else text


def test_the_pdf_is_tagged_and_names_its_language(cast):
    pdf = pypdf.PdfReader(io.BytesIO(building.report_file(built(cast))))

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    assert pdf.trailer["/Root"]["/Lang"] == "nl"


def test_a_lost_file_is_printed_again_from_the_frozen_figures(cast):
    report = built(cast)
    building.pdf.private_file(building.FOLDER, report.file).unlink()
    factory.past_families(cast, 20)

    assert building.report_file(report)[:5] == b"%PDF-"
    assert report.figures["cells"]["requests.trajectories"] == 10


def test_a_cell_that_a_spreadsheet_would_obey_gets_a_quote():
    assert contents._harmless("=1+1") == "'=1+1"
    assert contents._harmless("@x") == "'@x"
    assert contents._harmless("x") == "x"


def test_a_failed_check_stops_the_report(cast, second):
    factory.past_families(cast, 12)
    factory.past_family(cast, 99, via="nobody")
    report = services.build_report(report=asked(cast))

    assert (report.state, report.failure, report.figures) == (ReportState.FAILED, "check:sum", None)
    with pytest.raises(IllegalMove):
        services.publish_report(report=report, by=second)


def test_a_failed_report_can_be_tried_again(cast):
    case = factory.past_family(cast, 1)
    Milestone.objects.create(case=case, kind="stopped", reached_on=date(2025, 5, 1))
    report = services.build_report(report=asked(cast))
    Milestone.objects.filter(case=case, kind="stopped").delete()

    assert report.failure == "check:one_end"
    assert services.build_report(report=building.retry_report(report=report)).state == ReportState.READY


def test_an_error_is_tried_three_times_and_then_told(cast, monkeypatch):
    monkeypatch.setattr(figures, "collect", lambda *a: 1 / 0)
    report = asked(cast)
    states = [services.build_report(report=report).state for _ in range(4)]

    assert states == ["requested", "requested", "failed", "failed"]
    assert report.failure == "error"


def test_a_request_whose_message_was_lost_is_taken_up(cast):
    report = asked(cast)
    assert tasks.build_waiting_reports() == 0
    assert tasks.build_waiting_reports(now=in_(seconds=61)) == 1
    report.refresh_from_db()
    assert report.state == ReportState.READY


def test_a_builder_that_died_makes_room_three_times(cast):
    report = asked(cast)
    MunicipalReport.objects.filter(pk=report.pk).update(state="building", attempts=1)
    assert services.build_report(report=report).state == ReportState.BUILDING
    assert tasks.build_waiting_reports(now=in_(minutes=3)) == 1
    report.refresh_from_db()
    assert (report.state, report.attempts) == (ReportState.READY, 2)

    MunicipalReport.objects.filter(pk=report.pk).update(state="building", attempts=3)
    tasks.build_waiting_reports(now=in_(minutes=9))
    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, "error")


def test_a_second_person_publishes(cast, second):
    report = built(cast)
    with pytest.raises(NotTheSecondPerson):
        services.publish_report(report=report, by=cast.cora)

    published = services.publish_report(report=report, by=second)

    assert (published.state, published.published_by) == (ReportState.PUBLISHED, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        MunicipalReport.objects.filter(pk=report.pk).update(published_by=cast.cora)


def test_figures_that_were_touched_are_not_published(cast, second):
    report = built(cast)
    report.figures["cells"]["requests.trajectories"] = 500
    report.save(update_fields=["figures"])

    with pytest.raises(FiguresChanged):
        services.publish_report(report=report, by=second)


def test_overlapping_periods_are_not_both_published(cast, second):
    services.publish_report(report=built(cast), by=second)
    half = services.build_report(report=asked(cast, ends_on=date(2025, 6, 30)))
    next_year = services.build_report(report=asked(cast, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)))

    with pytest.raises(ValidationError):
        services.publish_report(report=half, by=second)
    assert services.publish_report(report=next_year, by=second).state == ReportState.PUBLISHED
