"""Leaks are planted one at a time; the check of that promise must pass without the leak and fail with it.

A filter that is dropped, a door without its lock, a badge that counts a couple, a mail with a second reader: each of
these is one line in a view somewhere. This table proves that the suite would see it (security reference 3.2).
"""

from datetime import date

import pytest
from django.db import transaction
from django.http import Http404

from centre import access, agreement, middleware, own_file, selectors
from centre.audiences import STREETS
from centre.doorbell_mail import DoorbellMail, LetterCase
from centre.models import AccessLog, CareRelation, Consent, Dossier, FileRequest, Message, Note, User
from centre.models.attachment import AttachmentQuerySet
from centre.models.case import CareRelationQuerySet, CaseQuerySet
from centre.models.dossier import DossierQuerySet
from centre.models.file_request import FileRequestQuerySet
from centre.views import parents as parent_pages
from groups.models.group import GroupQuerySet
from groups.views import feed
from referrals.models.referral import ReferralQuerySet
from research.models.questionnaires import MeasurementQuerySet
from tests.house import isolation as check

pytestmark = pytest.mark.two_parent


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for all mutants; what a check changes is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield check.build()
        transaction.set_rollback(True)


def everything(rows, *_who):
    return rows.all()


def unfiltered_get(request, rows, lookup, *, label, purpose):
    row = rows.model._base_manager.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def unlogged_refusal(request, rows, lookup, *, label, purpose):
    row = rows.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def seen_without_conflict(rows, user):
    mine = CareRelation.objects.active().filter(user=user).exclude(kind="excluded")
    return rows.filter(pk__in=mine.values("case")) | rows.filter(region__in=user.regions_as("coordinator"))


def hats_together(user, audience):
    return [hat for hat in user.current_memberships if hat.audience == audience]


def seen_in_every_region(rows, user):
    return rows.all() if user.is_in("coordinator") else rows.filter(relations__user=user)


def log_without_person(request, *, action, label, **_links):
    return AccessLog.objects.create(actor=request.user, action=action or "view", label=label)


def no_row(request, **_facts):
    return None


def answers_of_both(parent, case):
    rows = agreement_own_consents(parent, case)
    latest = {(row.purpose, row.about_child_id): row for row in Consent.objects.filter(case=case)}
    return [row | {"answer": latest.get((row["purpose"], row["child"] and row["child"].pk))} for row in rows]


def page_with_badge(request, template, context):
    """How many of the two answered."""
    response = real_render(request, template, context)
    count = Consent.objects.filter(case=check.case_of(_parent(request.user))).count()
    response.content += f"<span>{count} van 2</span>".encode()
    return response


def page_with_the_other(request, template, context):
    response = real_render(request, template, context)
    response.content += f"<p>{check.other_parent(_parent(request.user)).reference}</p>".encode()
    return response


def _parent(user):
    return check.Parent.objects.filter(user=user).latest("pk")


def two_readers(self):
    return [*self.to, "familie@example.org"]


def mail_with_subject(self, notice):
    made = real_mail_for(self, notice)
    made.subject = Message.objects.filter(subject__contains=check.SECRET).latest("pk").subject
    return made


def calendar_with_names(found, **facts):
    return real_calendar(found, **facts).replace(b"SUMMARY", b"DESCRIPTION:Noor\r\nSUMMARY")


def gate_without_a_lock(_self, request, *_view):
    request.audience = STREETS.get(request.path_info.split("/")[1])


def notes_of_the_team(_parent, files):
    return {file.pk: list(Note.objects.filter(dossier=file)) for file in files}


def whole_log(_dossier, **_period):
    return AccessLog.objects.filter(dossier__parent__isnull=False).order_by("-at")


def rows_of_both(dossier):
    families = Dossier.objects.filter(parent__family=dossier.parent.family_id)
    return ((row, ["text"]) for row in Note.objects.filter(dossier__in=families))


def own_box_of_all(user):
    return Message.objects.order_by("-sent_at")


real_render, real_mail_for, real_calendar = parent_pages.render, LetterCase.mail_for, feed.calendar_of
agreement_own_consents = agreement.own_consents

#: (what is planted, where, as which attribute, with what, the promise that must notice)
LEAKS = [
    ("a door becomes a plain get", access, "_fetch", unfiltered_get, check.a_message_of_b_is_no_page_of_a),
    ("a door forgets to write a refusal", access, "_fetch", unlogged_refusal, check.a_refusal_is_written),
    ("cases: no filter", CaseQuerySet, "visible_to", everything, check.a_case_opens_only_for_who_works_on_it),
    ("cases: no conflict of interest", CaseQuerySet, "visible_to", seen_without_conflict, check.a_case_is_shut_for_who_knows_the_family),
    ("cases: no region", CaseQuerySet, "visible_to", seen_in_every_region, check.a_case_of_another_region_does_not_exist),
    ("relations: no end date", CareRelationQuerySet, "active", everything, check.a_case_opens_only_for_who_works_on_it),
    ("dossiers: not through the case", DossierQuerySet, "of_case", everything, check.a_dossier_opens_only_through_its_own_case),
    ("files: not only own", AttachmentQuerySet, "own", everything, check.a_file_of_b_is_no_download_of_a),
    ("copies: not only own", FileRequestQuerySet, "own", everything, check.a_copy_of_b_is_no_download_of_a),
    ("requests: for all staff", FileRequestQuerySet, "visible_to", everything, check.a_question_about_a_file_is_for_who_works_on_the_case),
    ("requests: readable by every colleague", FileRequestQuerySet, "readable_by", everything, check.a_question_about_a_file_is_for_who_works_on_the_case),
    ("rights of two hats add up", User, "hats_as", hats_together, check.a_hat_of_elsewhere_opens_nothing_here),
    ("questionnaires: not only own", MeasurementQuerySet, "own", everything, check.a_list_of_b_is_no_page_of_a),
    ("groups: for all leads", GroupQuerySet, "led_by", everything, check.a_group_is_for_its_own_leads),
    ("referrals: for all organisations", ReferralQuerySet, "of_organisations_of", everything, check.a_referral_is_for_its_own_organisation),
    ("an audience check says yes", User, "is_in", lambda *_: True, check.a_street_is_for_its_own_hat),
    ("the gate is open", middleware.AudienceMiddleware, "process_view", gate_without_a_lock, check.a_street_is_for_its_own_hat),
    ("no second factor asked", middleware, "needs_second_factor", lambda *_: False, check.staff_needs_a_second_factor),
    ("silence does not end it", middleware.AudienceMiddleware, "_has_been_idle", lambda *_: False, check.silence_ends_the_session),
    ("nobody has to sign in", "django.contrib.auth.middleware.LoginRequiredMiddleware", "process_view", lambda *_: None, check.a_street_asks_a_visitor_to_sign_in),
    ("authority is not asked again", "centre.views.file_requests.services", "may_still_read", lambda *_: True, check.a_copy_of_a_childs_file_shuts_with_the_authority),
    ("everybody has authority", "centre.children", "_unbroken", lambda _rows: date(2000, 1, 1), check.without_authority_no_text_of_the_childs_file_is_shown),
    ("team notes for parents", "centre.children", "_shared", notes_of_the_team, check.without_authority_no_text_of_the_childs_file_is_shown),
    ("a page with the other's answers", parent_pages.agreement, "own_consents", answers_of_both, check.what_b_does_changes_no_page_of_a),
    ("a badge that counts the couple", parent_pages, "render", page_with_badge, check.what_b_does_changes_no_page_of_a),
    ("a page with the other parent", parent_pages, "render", page_with_the_other, check.no_page_of_a_names_b),
    ("a box with everybody's messages", selectors, "message_box", own_box_of_all, check.no_page_of_a_names_b),
    ("a box that shows that B got one", selectors, "message_box", own_box_of_all, check.what_b_does_changes_no_page_of_a),
    ("the whole log for a parent", parent_pages.selectors, "who_looked", whole_log, check.a_sees_only_looks_at_the_own_file),
    ("a draft that knows no names", own_file, "_others", lambda *_: (set(), set()), check.a_draft_withholds_what_names_the_other),
    ("a draft of the whole family", own_file, "rows_of", rows_of_both, check.a_draft_holds_one_dossier),
    ("one reader is enough", "centre.services.file_requests", "_second", lambda row, _by: FileRequest.objects.get(pk=row.pk), check.nobody_reads_twice),
    ("an emergency opens what is shut", "centre.services.emergency", "_is_excluded", lambda *_: False, check.no_emergency_opens_what_is_shut),
    ("a mail with a second reader", DoorbellMail, "recipients", two_readers, check.a_mail_goes_to_one_and_says_nothing),
    ("a mail that says what it is about", LetterCase, "mail_for", mail_with_subject, check.a_mail_goes_to_one_and_says_nothing),
    ("a calendar file with a name", feed, "calendar_of", calendar_with_names, check.a_calendar_file_says_nothing),
    ("pages may be kept", middleware.SecurityHeadersMiddleware, "__call__", lambda self, request: self.get_response(request), check.a_page_is_kept_nowhere_and_runs_nothing_foreign),
    ("no policy for scripts", "csp.middleware.CSPMiddleware", "process_response", lambda _self, _request, response: response, check.a_page_is_kept_nowhere_and_runs_nothing_foreign),
    ("a look is not written", access, "log", no_row, check.a_look_is_written_with_whose_file_it_was),
    ("a look without whose file", access, "log", log_without_person, check.a_look_is_written_with_whose_file_it_was),
]  # fmt: skip
PROMISES = sorted({promise for *_rest, promise in LEAKS}, key=lambda promise: promise.__name__)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_promise_holds(world, db, promise):
    promise(world)


@pytest.mark.parametrize(("name", "place", "attribute", "leak", "promise"), LEAKS, ids=[leak[0] for leak in LEAKS])
def test_a_planted_leak_is_noticed(world, db, monkeypatch, name, place, attribute, leak, promise):
    if isinstance(place, str):
        monkeypatch.setattr(f"{place}.{attribute}", leak)
    else:
        monkeypatch.setattr(place, attribute, leak)

    with pytest.raises(AssertionError):
        promise(world)


def test_every_promise_has_a_leak_that_proves_it_and_there_are_enough():
    promises = {name for name, thing in vars(check).items() if callable(thing) and thing.__module__ == check.__name__}
    promises -= {"Browser", "PageBroke", "World", "build", "other_parent", "case_of"} | {
        name for name in promises if name.startswith("_")
    }

    assert promises == {promise.__name__ for promise in PROMISES}
    assert len(LEAKS) >= 35
