"""A yes to "the referrer" becomes a yes to the organisation that referred; yeses about partners become answers like all.

History stays: the same answers on the same days. Whoever referred the same family later was never asked about: silence.
Nor was an organisation that referred on another ground than both parents' consent ever named to them: no question in
the portal says its name, and a yes to "the referrer" stays without a name.
"""

import hashlib
from datetime import date, datetime, time

from django.db import migrations
from django.utils import timezone

PURPOSES = {"from_us": "sharing", "to_us": "hearing"}
TEXTS = {
    "sharing": ("Vertellen hoe ver u bent", "Wij vertellen alleen hoe ver u bent, niets over wat u zegt."),
    "hearing": ("Horen hoe het gaat", "Zij mogen ons vertellen hoe het gaat."),
}


def name_partners(apps, schema_editor):
    Partner = apps.get_model("centre", "SharingPartner")
    Consent = apps.get_model("centre", "Consent")
    Referral = apps.get_model("referrals", "Referral")
    rows = Referral.objects.filter(state="accepted", case__isnull=False).order_by("state_since", "pk")
    begun = set()
    for row in rows.only("case", "organisation", "decided_by", "state_since", "ground").iterator():
        is_asked, is_first = row.ground == "consent", row.case_id not in begun
        begun.add(row.case_id)
        facts = {"named_by_id": row.decided_by_id, "named_at": row.state_since, "is_asked": is_asked}
        partner, _made = Partner.objects.get_or_create(
            case_id=row.case_id, organisation_id=row.organisation_id, defaults=facts
        )
        if is_asked and not partner.is_asked:
            partner.is_asked = True
            partner.save(update_fields=["is_asked"])
        if is_asked and is_first:
            # The answers were about the first organisation; about a later one nobody was asked.
            Consent.objects.filter(case=row.case_id, purpose=PURPOSES["from_us"], partner=None).update(partner=partner)
    for link in apps.get_model("referrals", "ChainLink").objects.filter(partner=None):
        link.partner = _partner_of(Partner, link)
        link.save(update_fields=["partner"])
        for said in link.consents.order_by("since", "pk"):
            _answers(apps, link, said)


def _partner_of(Partner, link):
    asked = {"both_parents", "one_parent"} if link.parent_id else {"both_parents"}
    return Partner.objects.create(
        case_id=link.case_id, name=link.name, parent_id=link.parent_id, tells_us=True, ended_on=link.until,
        is_asked=link.basis in asked and link.domain != "representative",
        named_by_id=link.added_by_id, named_at=link.added_at,
    )  # fmt: skip


def _answers(apps, link, said):
    purpose = PURPOSES[said.direction]
    text = _text(apps, purpose)
    facts = {
        "case_id": link.case_id, "purpose": purpose, "giver_parent_id": said.parent_id, "partner": link.partner,
        "text": text, "text_sha256": hashlib.sha256(text.text.encode()).hexdigest(),
        "channel": "spoken", "assurance": "staff", "recorded_by_id": said.recorded_by_id,
    }  # fmt: skip
    Consent = apps.get_model("centre", "Consent")
    Consent.objects.create(answer="given", answered_at=_moment(said.since, time(0, 0)), **facts)
    if said.until:
        Consent.objects.create(answer="withdrawn", answered_at=_moment(said.until, time(23, 59)), **facts)


def _text(apps, purpose):
    Text = apps.get_model("centre", "ConsentText")
    title, words = TEXTS[purpose]
    known = Text.objects.filter(purpose=purpose).order_by("-version").first()
    return known or Text.objects.create(
        purpose=purpose, version=1, title=title, text=words, published_on=timezone.localdate()
    )


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def forget_partners(apps, schema_editor):
    Consent = apps.get_model("centre", "Consent")
    Link = apps.get_model("referrals", "ChainLink")
    ChainConsent = apps.get_model("referrals", "ChainConsent")
    ways = {purpose: way for way, purpose in PURPOSES.items()}
    for link in Link.objects.filter(partner__isnull=False):
        for row in Consent.objects.filter(partner=link.partner_id).order_by("answered_at", "pk"):
            day, way = timezone.localdate(row.answered_at), ways[row.purpose]
            opened = ChainConsent.objects.filter(
                link=link, parent=row.giver_parent_id, direction=way, until=None
            ).first()
            if row.answer == "given" and opened is None:
                ChainConsent.objects.create(
                    link=link,
                    parent_id=row.giver_parent_id,
                    direction=way,
                    since=day,
                    recorded_by_id=row.recorded_by_id,
                )
            elif row.answer != "given" and opened is not None:
                opened.until = max(day, opened.since)
                opened.save(update_fields=["until"])
        Consent.objects.filter(partner=link.partner_id).delete()
    Link.objects.update(partner=None)
    Consent.objects.filter(partner__isnull=False).update(partner=None)
    apps.get_model("centre", "SharingPartner").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_partners_by_name")]

    operations = [migrations.RunPython(name_partners, forget_partners)]
