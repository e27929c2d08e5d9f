"""The same family by two referrers: the centre notices, neither referrer learns of the other, both stay informed."""

import io
import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from centre import clock
from centre.audiences import Audience
from centre.models import CareRelation, Case, Message, Notice
from centre.services.cases import close_case, reach, relate
from centre.services.consents import answer_consent
from referrals import selectors, services, tasks
from referrals.models import Feedback
from tests.cast import make_user
from tests.centre.signing_in import just_signed_in
from tests.factories import referrals
from tests.referrals.test_import import a_file, a_line, upload


@pytest.fixture
def twins(cast):
    """The same family, by the neighbourhood team (accepted) and by the board (waiting)."""
    return referrals.accepted(cast), referrals.submitted(cast, by=cast.ruth, organisation=cast.board)


def test_the_coordinator_sees_the_twin_and_puts_it_with_the_case(cast, client_as, twins):
    first, second = twins
    client = client_as(cast.cora)
    page = client.get(f"/coordinatie/verwijzingen/{second.reference}/").content.decode()
    path = f"/coordinatie/verwijzingen/{second.reference}/bij/{first.case.reference}/"
    cases, doorbells = Case.objects.count(), Notice.objects.filter(kind="invitation").count()

    asked, joined, again = client.get(path), client.post(path), client.post(path)

    second.refresh_from_db()
    assert first.reference in page
    assert (asked.status_code, joined.status_code, again.status_code) == (200, 302, 409)
    assert (second.state, second.case) == ("accepted", first.case)
    assert (Case.objects.count(), Notice.objects.filter(kind="invitation").count()) == (cases, doorbells)
    assert selectors.referrer_of(first.case) == cast.wim, "the first referrer is the guest of talks"
    related = CareRelation.objects.filter(case=first.case, kind="referrer").values_list("user", flat=True)
    assert set(related) == {cast.wim.pk, cast.ruth.pk}


def test_a_referrer_learns_nothing_of_the_other(cast, client_as, twins):
    first, second = twins
    services.join_case(referral=second, case=first.case, by=cast.cora)

    for user, own, foreign in ((cast.wim, first, second), (cast.ruth, second, first)):
        client = client_as(user)
        pages = [
            client.get(path).content.decode()
            for path in ("/verwijzen/verwijzingen/", f"/verwijzen/verwijzingen/{own.reference}/")
        ]
        assert all(own.reference in page for page in pages)
        assert not any(foreign.reference in page or foreign.organisation.name in page for page in pages)
        assert client.get(f"/verwijzen/verwijzingen/{foreign.reference}/").status_code == 404
    assert not selectors.own_twins(second, cast.ruth).exists()


def test_both_referrers_are_told_of_their_own_referral(cast, twins):
    first, second = twins
    services.join_case(referral=second, case=first.case, by=cast.cora)
    cast.consent_to_everything(first.case)
    cast.agree_to_share(first.case, cast.team)
    reach(case=first.case, kind="started", by=cast.cora)

    assert tasks.report_back_due() == 2
    assert tasks.report_back_due() == 0

    told = {row.given_to: row.referral for row in Feedback.objects.all()}
    assert told == {cast.wim: first, cast.ruth: second}
    texts = Message.objects.filter(sending__startswith="feedback:")
    assert {(row.recipient, first.reference in row.text) for row in texts} == {(cast.wim, True), (cast.ruth, False)}


def test_a_closed_case_takes_no_second_referral(cast, twins):
    first, second = twins
    close_case(case=first.case, reason="klaar", by=cast.cora, on=clock.today())

    with pytest.raises(ValidationError):
        services.join_case(referral=second, case=Case.objects.get(pk=first.case_id), by=cast.cora)


def test_the_own_organisation_is_warned_before_it_sends_twice(cast, client_as):
    sent = referrals.submitted(cast)
    draft = referrals.complete_draft(cast)

    page = client_as(cast.wim).get(f"/verwijzen/verwijzingen/{draft.reference}/controle/").content.decode()

    assert sent.reference in page
    services.withdraw_referral(referral=sent, by=cast.wim)
    assert not selectors.own_twins(draft, cast.wim).exists()


@pytest.mark.parametrize(
    ("parents", "children", "alike"),
    [
        (["Els Prins", "Frank de Boer"], ["Kim de Boer 2019-01-02"], True),
        (["Frank de Boer", "Els Prinss"], [], True),
        (["Ria Bos", "Jan Bos"], ["Lothe de Boer 2017-03-04"], True),
        (["Ria Bos", "Jan Bos"], ["Lotte de Boer 2017-03-05"], False),
        (["Els Prins", "Jan Bos"], [], False),
        (["李 王", "張 陳"], ["林 王 2017-03-04"], False),
    ],
)
def test_a_family_whose_names_sound_alike_is_shown_from_the_second_page_on(cast, client_as, parents, children, alike):
    sent = referrals.submitted(cast)
    names = [name.split(" ", 1) for name in parents]
    stated = [
        {"first_name": a, "last_name": b, "email": f"{n}@example.org", "phone": ""} for n, (a, b) in enumerate(names)
    ]
    draft = services.start_referral(ticket=uuid.uuid4(), organisation=cast.team, parents=stated, by=cast.wim)
    for child in children:
        first, *last, born = child.split()
        facts = {"first_name": first, "last_name": " ".join(last), "birth_date": born}
        services.save_children(referral=draft, children=[referrals.lotte(cast) | facts])

    client, path = client_as(cast.wim), f"/verwijzen/verwijzingen/{draft.reference}/"
    pages = [client.get(f"{path}{page}/").content.decode() for page in ("kinderen", "vraag", "controle")]

    assert [sent.reference in page for page in pages] == [alike] * 3


def test_the_form_is_the_same_to_the_letter_whether_another_organisation_knows_the_family_or_not(cast, client_as):
    draft = referrals.complete_draft(cast)
    client, path = client_as(cast.wim), f"/verwijzen/verwijzingen/{draft.reference}/"

    def pages():
        shown = [client.get(f"{path}{page}/").content.decode() for page in ("kinderen", "vraag", "controle")]
        return [re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken"|nonce)[^>]*', "", page) for page in shown]

    before = pages()
    referrals.submitted(cast, by=cast.ruth, organisation=cast.board)

    assert pages() == before


@pytest.mark.idor
@pytest.mark.two_parent
def test_a_parent_who_works_at_the_referrer_learns_from_no_form_that_colleagues_referred_the_own_family(
    cast, client_as
):
    sent = referrals.accepted(cast)
    colleague = make_user("rob", "Rob", Audience.REFERRER, organisation=cast.team)
    draft, client = referrals.complete_draft(cast, by=colleague), client_as(colleague)
    lotte = {"kind1_voornaam": "Lotte", "kind1_achternaam": "de Boer", "kind1_geboortedatum": "2017-03-04"}
    path = f"/verwijzen/verwijzingen/{draft.reference}/"

    def told() -> list[bool]:
        answers = [client.get(f"{path}{page}/") for page in ("kinderen", "vraag", "controle")]
        answers.append(upload(client, a_file([a_line(1) | lotte])))
        return [sent.reference in answer.content.decode() for answer in answers]

    assert told() == [True] * 4
    relate(case=sent.case, user=colleague, kind=CareRelation.Kind.EXCLUDED, reason="Eigen gezin")
    assert told() == [False] * 4


def test_a_foreign_case_cannot_be_joined(cast, client_as, twins):
    _first, second = twins
    far = referrals.accepted(cast)
    Case.objects.filter(pk=far.case_id).update(region=cast.east)

    assert (
        client_as(cast.cora).get(f"/coordinatie/verwijzingen/{second.reference}/bij/{far.case.reference}/").status_code
        == 404
    )


def test_the_referrers_paper_holds_stage_and_date_and_needs_the_parents_yes(cast, client_as, twins):
    first, second = twins
    cast.consent_to_everything(first.case)
    cast.agree_to_share(first.case, cast.team)
    reach(case=first.case, kind="started", by=cast.cora)
    tasks.report_back_due()
    path = f"/verwijzen/verwijzingen/{first.reference}/terugkoppeling/started.pdf"
    wim, ruth = just_signed_in(client_as(cast.wim)), just_signed_in(client_as(cast.ruth))

    answer = wim.get(path)
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)

    assert path in wim.get(f"/verwijzen/verwijzingen/{first.reference}/").content.decode()
    assert first.reference in words
    assert "Els" not in words
    assert "/StructTreeRoot" in PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert ruth.get(path).status_code == 404
    assert wim.get(path.replace("started", "finished")).status_code == 404
    parent = first.case.family.parents.first()
    about = first.case.sharing_partners.get(organisation=cast.team)
    answer_consent(case=first.case, purpose="sharing", partner=about, giver=parent, answer="withdrawn", by=cast.cora)
    assert wim.get(path).status_code == 404
