"""What one more team would bring and what it costs to seat a couple: for coordinators, on the pages where they decide."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from groups.selectors import season_figures, seasons
from groups.services import composition_moves
from groups.views.seasons import moved


def test_the_board_says_what_one_more_team_would_bring(cast, composed, client_as):
    cora, page = client_as(cast.cora), reverse("groups:season", args=[composed.reference])
    composed.team_worths = {}
    composed.save()
    assert "teams-title" not in cora.get(page).content.decode()

    composed.team_worths = {str(composed.facts["names"]["practices"][0]): 812}
    composed.save()
    shown = cora.get(page).content.decode()

    assert "teams-title" in shown and "812" in shown and "ongeveer" in shown
    assert "oogstens" not in shown.split("teams-title")[1]
    assert client_as(cast.anna).get(page).status_code == 404


def test_the_page_of_a_couple_without_a_seat_reckons_what_a_seat_costs_when_asked(
    cast, composed, waiting, client_as, monkeypatch
):
    case, other = waiting[:2]
    composition_moves.move_couple(run=composed, case=case, to="", by=cast.cora)
    cora, page = client_as(cast.cora), reverse("groups:season-couple", args=[composed.reference, case.reference])
    asked = []

    def reckon(run, case, **_facts):
        asked.append(case)
        return season_figures.SeatingCost(-120, "Haarlem", "dinsdag 15:30", (other.pk,), (), is_new_group=False)

    monkeypatch.setattr(season_figures, "cost_of_seating", reckon)
    assert "kosten=1" in cora.get(page).content.decode() and not asked

    shown = cora.get(f"{page}?kosten=1").content.decode()
    assert "-120" in shown and other.reference in shown and asked == [case]
    monkeypatch.setattr(season_figures, "cost_of_seating", lambda *_args, **_facts: None)
    assert "dl class" not in cora.get(f"{page}?kosten=1").content.decode().split('id="cost"')[1].split("</section>")[0]
    seated = reverse("groups:season-couple", args=[composed.reference, other.reference])
    assert 'id="cost"' not in cora.get(f"{seated}?kosten=1").content.decode()
    assert client_as(cast.anna).get(f"{page}?kosten=1").status_code == 404


def test_the_composer_itself_answers_within_seconds(cast, composed, waiting, client_as):
    composition_moves.move_couple(run=composed, case=waiting[0], to="", by=cast.cora)
    page = reverse("groups:season-couple", args=[composed.reference, waiting[0].reference])

    shown = client_as(cast.cora).get(f"{page}?kosten=1").content.decode()

    assert "Haarlem" in shown.split('id="cost"')[1].split("</section>")[0]


@pytest.mark.parametrize("seated", [True, False])
def test_after_a_move_the_board_says_who_and_the_cookie_of_the_browser_does_not(
    cast, composed, waiting, client_as, seated
):
    names = seasons.names_of_couple(waiting[0])
    if seated:
        composition_moves.move_couple(run=composed, case=waiting[0], to="", by=cast.cora)
    cora = client_as(cast.cora)
    page = reverse("groups:season-couple", args=[composed.reference, waiting[0].reference])

    made = cora.post(page, {"to": "0" if seated else ""})

    assert not any(name in kept.value for kept in cora.cookies.values() for name in names.split(" & "))
    shown = cora.get(made["Location"]).content.decode().split('class="messages"')[1].split("</div>")[0]
    assert escape(names) in shown and ("vastgezet" if seated else "heeft nu geen plek") in shown


@pytest.mark.parametrize(("points", "words"), [(1, "+1 punt)"), (-1, "-1 punt)"), (12, "+12 punten)")])
def test_one_point_is_one_point(points, words):
    assert words in moved("", points)
