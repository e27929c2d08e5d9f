"""Referrals from a file: read, judged line by line, nothing kept before somebody confirms."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from centre import clock
from centre.models import Membership
from centre.services.people import end_membership
from referrals.csv_files import COLUMNS, MOST_LINES, Unreadable, cell, read_lines
from referrals.models import FamilyTrace, Referral
from tests.factories import referrals


def a_line(number: int, **changes) -> dict:
    return {
        "ouder1_voornaam": "Eva", "ouder1_achternaam": f"Bakker{number}", "ouder1_email": f"eva{number}@example.org",
        "ouder1_telefoon": "+31 6 12345678", "ouder2_voornaam": "René", "ouder2_achternaam": f"Smit{number}",
        "ouder2_email": f"rene{number}@example.org", "kind1_voornaam": "Mik", "kind1_achternaam": f"Smit{number}",
        "kind1_geboortedatum": "04-03-2017", "kind1_geslacht": "jongen", "kind1_gemeente": "Haarlem",
        "vraag": "Hoe verder? Beide ouders, samen; of apart.", "grondslag": "toestemming",
    } | changes  # fmt: skip


def a_file(lines: list[dict], *, mark=";", encoding="utf-8-sig", columns=COLUMNS) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, delimiter=mark, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode(encoding)


def upload(client, content: bytes):
    organisation = client.get("/verwijzen/importeren/").context["form"].fields["organisation"].initial
    file = SimpleUploadedFile("verwijzingen.csv", content, "text/csv")
    return client.post("/verwijzen/importeren/", {"organisation": organisation, "file": file, "untied": "on"})


def test_fifty_lines_with_three_mistakes_are_47_ready_and_3_explained_and_nothing_is_kept_before_confirming(
    cast, client_as
):
    client = client_as(cast.wim)
    lines = [a_line(number) for number in range(50)]
    lines[4]["ouder1_email"] = "geen adres"
    lines[17]["kind1_gemeente"] = "Nergenshuizen"
    lines[30] |= {"grondslag": "andere grond"}

    page = upload(client, a_file(lines))

    assert (page.context["ready"], page.context["wrong"], page.context["doubles"]) == (47, 3, 0)
    wrong = {line.number: " ".join(line.faults) for line in page.context["judged"] if line.faults}
    assert set(wrong) == {6, 19, 32}
    assert "ouder1_email" in wrong[6]
    assert "kind1_gemeente" in wrong[19]
    assert "toelichting" in wrong[32]
    assert Referral.objects.count() == FamilyTrace.objects.count() == 0

    for _click in range(2):
        client.post("/verwijzen/importeren/bevestigen/", {"parcel": page.context["parcel"]})
    assert Referral.objects.filter(state="submitted", organisation=cast.team, region=cast.north).count() == 47
    assert Referral.objects.count() == 47


def test_confirming_costs_few_queries_however_many_lines(cast, client_as, django_assert_max_num_queries):
    client = client_as(cast.wim)
    page = upload(client, a_file([a_line(number) for number in range(30)]))

    with django_assert_max_num_queries(20):
        client.post("/verwijzen/importeren/bevestigen/", {"parcel": page.context["parcel"]})
    assert Referral.objects.count() == 30


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_files_of_every_office_are_read(mark, encoding):
    (line,) = read_lines(a_file([a_line(1)], mark=mark, encoding=encoding))

    assert line.faults == []
    assert line.parents[1]["first_name"] == "René"
    assert line.question["question"] == "Hoe verder? Beide ouders, samen; of apart."
    assert line.parents[0]["phone"] == "+31 6 12345678"


def test_a_double_is_found_in_the_own_organisation_and_in_the_file_only(cast, client_as):
    referrals.submitted(cast)
    referrals.submitted(cast, by=cast.ruth, organisation=cast.board)
    known = a_line(1) | {
        "kind1_voornaam": "Lotte", "kind1_achternaam": "de Boer", "kind1_geboortedatum": "2017-03-04",
    }  # fmt: skip
    own = upload(client_as(cast.wim), a_file([known, a_line(2), a_line(2)]))
    Referral.objects.filter(organisation=cast.board).delete()
    other = upload(client_as(cast.ruth), a_file([known]))

    assert (own.context["ready"], own.context["doubles"]) == (1, 2)
    assert Referral.objects.get().reference in own.content.decode()
    assert (other.context["ready"], other.context["doubles"]) == (1, 0)
    assert Referral.objects.get().reference not in other.content.decode()


@pytest.mark.parametrize("value", ["=1+1", "@SUM(A1)", "+cmd", "-2+3", '=HYPERLINK("http://example.org")'])
def test_a_formula_is_a_mistake_and_never_leaves_as_one(value):
    (line,) = read_lines(a_file([a_line(1, ouder1_achternaam=value)]))

    assert [name for name, _why in line.faults] == ["ouder1_achternaam"]
    assert cell(value) == f"'{value}"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02\xff\xfe", b"naam;leeftijd\nEva;8", b"%PDF-1.7 en verder", b"x" * (1024 * 1024 + 1),
        a_file([]), a_file([a_line(n) for n in range(MOST_LINES + 1)]), b'"' + b"a;" * 70_000,
    ],
    ids=["empty", "bytes", "other columns", "pdf", "too large", "only a heading", "too many lines", "one long quote"],
)  # fmt: skip
def test_a_file_that_cannot_be_understood_is_refused_in_words(cast, client_as, content):
    page = upload(client_as(cast.wim), content)

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert Referral.objects.count() == 0


def test_what_is_in_a_cell_is_shown_as_text(cast, client_as):
    page = upload(client_as(cast.wim), a_file([a_line(1, ouder1_achternaam="<script>x</script>")]))

    assert "<script>x</script>" not in page.content.decode()


def test_a_parcel_of_somebody_else_or_with_a_scratch_is_refused(cast, client_as):
    page = upload(client_as(cast.wim), a_file([a_line(1)]))
    parcel = page.context["parcel"]

    assert "Bakker1" not in parcel
    for client, sent in (
        (client_as(cast.ruth), parcel),
        (client_as(cast.wim), parcel[:-4] + "AAAA"),
        (client_as(cast.wim), ""),
    ):
        answer = client.post("/verwijzen/importeren/bevestigen/", {"parcel": sent})
        assert answer["Location"] == "/verwijzen/importeren/"
    assert Referral.objects.count() == 0


def test_who_left_the_organisation_meanwhile_confirms_nothing(cast, client_as):
    client = client_as(cast.wim)
    parcel = upload(client, a_file([a_line(1)])).context["parcel"]
    end_membership(membership=Membership.objects.get(user=cast.wim))
    Membership.objects.create(user=cast.wim, audience="referrer", organisation=cast.board, since=clock.today())

    client.post("/verwijzen/importeren/bevestigen/", {"parcel": parcel})

    assert Referral.objects.count() == 0


def test_the_example_has_the_columns_that_are_read(cast, client_as):
    content = client_as(cast.wim).get("/verwijzen/importeren/voorbeeld.csv").content

    with pytest.raises(Unreadable, match="below the heading|onder de kop"):
        read_lines(content)
