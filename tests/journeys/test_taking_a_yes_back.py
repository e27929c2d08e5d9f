"""A parent takes permissions back in the portal: the seat is frozen, the referrer and research see no more, and a new yes thaws it."""

from datetime import timedelta

from centre import clock
from centre.agreement import consent_status
from centre.authority import ALLOWING
from centre.models import AccessLog, Message
from centre.models.consent import Purpose
from centre.sharing import agreed_to_share
from groups.models import Group
from research import services
from research.models import ExportPart, ResearchExport
from research.services import exports
from tests.factories import groups as make
from tests.factories import studies


def test_a_withdrawal_freezes_the_seat_until_a_new_yes(cast, client_as):
    with clock.at(make.MONDAY):
        circle = make.circle(cast, couples=2, minimum_couples=1)
        bram, cora = client_as(cast.bram), client_as(cast.cora)
        sheet = f"/coordinatie/groepen/{circle.group.reference}/"
        start = f"{sheet}stap/starten/"
        assert "toestemming niet compleet" not in cora.get(sheet).content.decode()
        told = Message.objects.filter(recipient=cast.anna.user).count()

        about = cast.case.sharing_partners.get().reference
        for purpose in ("group", f"sharing/met/{about}", "research"):
            bram.post(f"/mijn/toestemming/{purpose}/intrekken/")

        assert cora.get(sheet).content.decode().count("toestemming niet compleet") == 1
        cora.post(start)
        assert Group.objects.get(pk=circle.group.pk).state == "open"
        assert not agreed_to_share(cast.case, [cast.board])
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


def test_b_withdraws_and_the_next_data_set_misses_the_family(cast, client_as, settings, tmp_path):
    """C7 of the feature list: place frozen, share revoked, the next research export without them, three effects in the log."""
    settings.PRIVATE_ROOT = tmp_path
    services.load_own_instruments()
    circle = make.circle(cast, couples=2, minimum_couples=1)
    with clock.at(clock.now() - timedelta(days=2)):
        studies.say(cast.case, "given", by=cast.cora)
        studies.answer(cast.case, by=cast.cora, shift=1)
        studies.families(cast, 6)
        study = studies.project(cast, level="scores")
    before = studies.frozen(cast, study)
    bram, cora = client_as(cast.bram), client_as(cast.cora)
    anna_sees = client_as(cast.anna).get("/mijn/toestemming/").content.decode().count("U zei ja")

    about = cast.case.sharing_partners.get().reference
    for purpose in ("group", f"sharing/met/{about}", "research"):
        bram.post(f"/mijn/toestemming/{purpose}/intrekken/")
    after = studies.frozen(cast, study)

    assert (
        cora.get(f"/coordinatie/groepen/{circle.group.reference}/").content.decode().count("toestemming niet compleet")
        == 1
    )
    assert not agreed_to_share(cast.case, [cast.board])
    cases = [set(ExportPart.objects.filter(export=export).values_list("case", flat=True)) for export in (before, after)]
    assert cases[0] - cases[1] == {cast.case.pk}
    assert exports.is_overtaken(ResearchExport.objects.get(pk=before.pk))
    effects = AccessLog.objects.filter(action="rights", case=cast.case, actor=cast.bram.user)
    assert sorted(effects.values_list("label", flat=True)) == [
        "left out of research exports", "place in the group frozen", "sharing with the referrer revoked",
    ]  # fmt: skip
    assert client_as(cast.anna).get("/mijn/toestemming/").content.decode().count("U zei ja") == anna_sees
