"""The centre's own wording of doorbells: drafts, checked, looked at, published with a date (features.md H7)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from centre import clock
from centre.mail_check import problems, words_that_may_be_names
from centre.models import Child, MailTemplate, Municipality, Notice, Parent, Region, User
from centre.services.notices import queue_notice

LONGEST_TEXT = 2000


def names_in(text: str) -> frozenset[str]:
    """Words of the text that are names of families or of places known to the portal."""
    words = words_that_may_be_names(text)
    found: set[str] = set()
    if words:
        for model in (Parent, Child):
            for column in ("first_name", "last_name"):
                found |= set(model.objects.filter(**{f"{column}__in": words}).values_list(column, flat=True))
        for model in (Municipality, Region):
            found |= set(model.objects.filter(name__in=words).values_list("name", flat=True))
    return frozenset(found)


def check(*, subject: str, text: str, language: str) -> None:
    """Raises ValidationError by field, with the line, when this may not leave as a mail."""
    found = problems(subject=subject, text=text, language=language, names=names_in(f"{subject}\n{text}"))
    if len(text) > LONGEST_TEXT:
        found.setdefault("text", []).append(_("At most %(count)s characters.") % {"count": LONGEST_TEXT})
    if found:
        raise ValidationError(found)


@transaction.atomic
def save_draft(*, kind: str, role: str, language: str, subject: str, text: str, by: User) -> MailTemplate:
    """A new version, not used yet. Raises ValidationError by field; the same words twice in a row are one version."""
    subject, text = subject.strip(), text.replace("\r\n", "\n").strip()
    check(subject=subject, text=text, language=language)
    rows = MailTemplate.objects.filter(kind=kind, role=role, language=language)
    latest = rows.order_by("-version").first()
    if latest and (latest.subject, latest.text, latest.published_at) == (subject, text, None):
        return latest
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return MailTemplate.objects.create(
                kind=kind, role=role, language=language, version=version, subject=subject, text=text, made_by=by
            )
    except IntegrityError as error:
        raise ValidationError(_("A colleague saved this at the same moment. Look at that version first.")) from error


@transaction.atomic
def publish(*, template: MailTemplate) -> MailTemplate:
    """From now on mails use this version; what was sent stays as it was. Publishing twice is once."""
    row = MailTemplate.objects.select_for_update().get(pk=template.pk)
    if row.published_at is None:
        # The list of words and names may have grown since it was written.
        check(subject=row.subject, text=row.text, language=row.language)
        row.published_at = clock.now()
        row.save(update_fields=["published_at"])
    return row


def send_test(*, template: MailTemplate, to: User) -> Notice:
    """This version to oneself, through the same outbox as every mail; once a minute."""
    notice = queue_notice(
        key=f"template-test:{template.pk}:{to.pk}:{clock.now():%Y%m%d%H%M}",
        kind=template.kind,
        recipient=to,
        path="/start/",
    )
    if notice.template_id is None:
        Notice.objects.filter(pk=notice.pk).update(template=template)
    return notice
