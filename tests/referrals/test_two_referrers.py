"""One family, handed in by the board (R) and by a neighbourhood team (W) at the same time: played in the portal itself."""

import json
import uuid

from django.test import Client

from centre.models import AccessLog, Case, Message
from centre.services.cases import reach
from referrals import tasks
from referrals.models import Referral
from tests.centre.signing_in import confirm
from tests.referrals.test_interface import key_for
from tests.referrals.test_referrer_pages import LOTTE, children_data, page, parents_data


def hand_in(browser, organisation, question) -> Referral:
    """All four pages as a referrer fills them in."""
    ticket = uuid.uuid4()
    browser.post(page("new"), parents_data(ticket, organisation=str(organisation.pk)))
    row = Referral.objects.get(ticket=ticket)
    browser.post(page("children", row), children_data(LOTTE))
    browser.post(page("question", row), {"question": question, "ground": "consent", "shown_to": "desk"})
    browser.post(page("check", row), {"tie": "no"})
    return row


def everything(browser, key, row) -> str:
    """All that one referrer can read: list, page, every message, first page, and the own system's interface."""
    pages = [
        "/verwijzen/",
        "/verwijzen/verwijzingen/",
        page("referral", row),
        "/verwijzen/berichten/",
        "/verwijzen/advies/",
    ]
    words = [browser.get(address, follow=True).content.decode() for address in pages]
    words += [f"{message.subject} {message.text}" for message in Message.objects.filter(recipient=row.submitted_by)]
    line = Client(headers={"authorization": f"Bearer {key}"})
    for address in ("/api/v1/verwijzingen", f"/api/v1/verwijzingen/{row.reference}"):
        words.append(json.dumps(line.get(address).json(), ensure_ascii=False))
    return "\n".join(words)


def test_both_referrers_follow_their_own_and_neither_learns_of_the_other(cast, client_as):
    ruth, wim, cora = client_as(cast.ruth), client_as(cast.wim), client_as(cast.cora)
    keys = {
        cast.ruth: key_for(cast.ruth, cast.board, cast.cora),
        cast.wim: key_for(cast.wim, cast.team, cast.cora),
    }
    r = hand_in(ruth, cast.board, "De rechter vraagt hulp.")
    w = hand_in(wim, cast.team, "Wij lopen vast.")

    # The centre notices, and makes one case of the two.
    assert r.reference in cora.get(page("sheet", w)).content.decode()
    cora.get(page("sheet", r))
    cora.post(page("accept", r))
    case = Case.objects.get(referrals=r)
    assert cora.post(f"{page('sheet', w)}bij/{case.reference}/").status_code == 302
    for organisation in (cast.board, cast.team):
        cast.agree_to_share(case, organisation)
    for kind in ("started", "finished"):
        reach(case=case, kind=kind, by=cast.cora)
        tasks.report_back_due()

    browsers = {cast.ruth: (ruth, r, w), cast.wim: (wim, w, r)}
    for user, (browser, own, foreign) in browsers.items():
        words = everything(browser, keys[user], own)
        assert own.reference in words
        assert "fgerond" in words
        told = Message.objects.filter(recipient=user, sending__startswith="feedback:")
        assert told.count() == 2
        assert confirm(browser).get(f"{page('referral', own)}terugkoppeling/finished.pdf").status_code == 200
        foreign.refresh_from_db()
        for secret in (
            foreign.reference,
            foreign.organisation.name,
            foreign.submitted_by.name,
            foreign.question,
            case.reference,
        ):
            assert secret not in words
        denied = AccessLog.objects.filter(actor=user, succeeded=False).count()
        for path in ("", "antwoord/", "intrekken/", "controle/", "terugkoppeling/finished.pdf"):
            assert browser.get(f"{page('referral', foreign)}{path}").status_code == 404
        line = Client(headers={"authorization": f"Bearer {keys[user]}"})
        assert line.get(f"/api/v1/verwijzingen/{foreign.reference}").status_code == 404
        assert AccessLog.objects.filter(actor=user, succeeded=False).count() == denied + 6


def test_a_withdrawal_a_return_and_a_second_sending_of_one_change_nothing_for_the_other(cast, client_as):
    ruth, wim, cora = client_as(cast.ruth), client_as(cast.wim), client_as(cast.cora)
    r, w = hand_in(ruth, cast.board, "Vraag R."), hand_in(wim, cast.team, "Vraag W.")

    def steps_of_w() -> int:
        return wim.get(page("referral", w)).content.decode().split("<main")[1].count("<li")

    before = steps_of_w()
    cora.post(page("send-back", r), {"reason": "Wie weet hiervan?"})
    ruth.post(page("answer", r), {"reason": "Beide ouders.", "tie": "no"})
    cora.post(page("decline", r), {"reason": "Eerst rust."})

    assert steps_of_w() == before
    assert Message.objects.filter(recipient=cast.wim).count() == 0
    r.refresh_from_db()
    assert list(r.steps.order_by("at", "pk").values_list("kind", flat=True)) == [
        "drafted", "untied", "sent", "returned", "untied", "answered", "declined",
    ]  # fmt: skip
    wim.post(page("withdraw", w), {"reason": ""})
    w.refresh_from_db()
    assert (r.state, w.state, Case.objects.filter(referrals__in=[r, w]).exists()) == ("declined", "withdrawn", False)
