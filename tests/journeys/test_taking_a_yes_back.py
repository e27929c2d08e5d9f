"""A parent takes permissions back in the portal: the seat is frozen, the referrer and research see no more, and a new yes thaws it."""

from centre import clock
from centre.authority import ALLOWING
from centre.models import AccessLog, Message
from centre.models.consent import Purpose
from centre.selectors import consent_status, sharing_agreed
from groups.models import Group
from tests.factories import groups as make


def test_a_withdrawal_freezes_the_seat_until_a_new_yes(cast, client_as):
    with clock.at(make.MONDAY):
        circle = make.circle(cast, couples=2, minimum_couples=1)
        bram, cora = client_as(cast.bram), client_as(cast.cora)
        sheet = f"/coordinatie/groepen/{circle.group.reference}/"
        start = f"{sheet}stap/starten/"
        assert "toestemming niet compleet" not in cora.get(sheet).content.decode()
        told = Message.objects.filter(recipient=cast.anna.user).count()

        for purpose in ("group", "sharing", "research"):
            bram.post(f"/mijn/toestemming/{purpose}/intrekken/")

        assert cora.get(sheet).content.decode().count("toestemming niet compleet") == 1
        cora.post(start)
        assert Group.objects.get(pk=circle.group.pk).state == "open"
        assert not sharing_agreed(cast.case)
        assert consent_status(cast.case, purposes=[Purpose.RESEARCH]) not in ALLOWING
        effects = AccessLog.objects.filter(action="rights", case=cast.case, actor=cast.bram.user)
        assert sorted(effects.values_list("label", flat=True)) == [
            "left out of research exports", "place in the group frozen", "sharing with the referrer revoked",
        ]  # fmt: skip
        # The other parent reads nothing of it.
        assert Message.objects.filter(recipient=cast.anna.user).count() == told

        bram.post("/mijn/toestemming/group/", {"answer": "given"})
        assert "toestemming niet compleet" not in cora.get(sheet).content.decode()
        cora.post(start)
        assert Group.objects.get(pk=circle.group.pk).state == "running"
