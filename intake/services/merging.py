"""Two rows that are one child become one, with a list of what moved, so that it can be moved back (features.md C11)."""

from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from centre import clock
from centre.models import AccessLog, Child, Dossier, ParentalAuthority, Residence, User
from intake.models import ChildMerge

Evidence = ParentalAuthority.Evidence
#: Facts that the kept child has itself, and rows that are never changed.
STAY = (Residence, AccessLog, ChildMerge)
#: What moves of a line of authority that says more than that the parent did not name the child.
LINE = ("since", "evidence", "checked_by", "checked_on", "decision")
#: Label of such a line among what moved: [label, primary key, {field: new}, {field: old}].
AUTHORITY = "authority"


@transaction.atomic
def merge_children(*, kept: Child, gone: Child, reason: str, by: User) -> ChildMerge:
    """Move everything of `gone` to `kept`: families, answers and the content of the dossier. Residence stays where it
    is, because the kept child has its own; authority too, but that of parents who are none of the kept child yet moves,
    and a parent who named `gone` has named `kept`.

    Raises ValidationError for a child with itself, with different birth dates, with two accounts, without a reason, or
    when both answered the same thing, so that one answer would be lost.
    """
    _refuse(kept, gone, reason)
    moved: list[list] = []
    try:
        with transaction.atomic():
            _name_as_well(kept, gone, moved)
            _move(Child, gone.pk, kept.pk, moved)
            files = dict(Dossier.objects.filter(child__in=[kept, gone]).values_list("child", "pk"))
            _move(Dossier, files[gone.pk], files[kept.pk], moved)
    except IntegrityError as error:
        raise ValidationError(_("Both children have the same thing in their file. Compare the files first.")) from error
    for family in gone.families.all():
        if not kept.families.filter(pk=family.pk).exists():
            moved.append(["family", family.pk, "joined", kept.pk])
        moved.append(["family", family.pk, "left", gone.pk])
        kept.families.add(family)
        gone.families.remove(family)
    return ChildMerge.objects.create(kept=kept, gone=gone, moved=moved, reason=reason, merged_by=by)


@transaction.atomic
def undo_merge(*, merge: ChildMerge, by: User) -> None:
    """Move back what moved, and nothing that was written since. Raises ValidationError when it was undone already."""
    row = ChildMerge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at:
        raise ValidationError(_("This was undone already."))
    for label, key, name, old in reversed(row.moved):
        if label == "family":
            change = row.kept.families.remove if name == "joined" else row.gone.families.add
            change(key)
        elif label == AUTHORITY:
            # Papers that were seen since stay.
            ParentalAuthority.objects.filter(pk=key, **name).update(**old)
        else:
            apps.get_model(label)._base_manager.filter(pk=key).update(**{name: old})
    row.undone_by, row.undone_at = by, clock.now()
    row.save(update_fields=["undone_by", "undone_at"])


def _name_as_well(kept: Child, gone: Child, moved: list[list]) -> None:
    """What is known of `gone` about a parent who did not name `kept`: this parent reads the name, as before."""
    lines = ParentalAuthority.objects.filter(child=gone).exclude(evidence=Evidence.UNNAMED)
    for row in ParentalAuthority.objects.select_for_update().filter(child=kept, evidence=Evidence.UNNAMED):
        known = lines.filter(parent=row.parent_id)
        if known.exists():
            running = known.filter(until=None).values(*LINE).first() if row.until is None else None
            new = running or {"evidence": Evidence.UNKNOWN}
            old = ParentalAuthority.objects.filter(pk=row.pk).values(*new).get()
            ParentalAuthority.objects.filter(pk=row.pk).update(**new)
            moved.append([AUTHORITY, row.pk, _plain(new), _plain(old)])


def _plain(line: dict) -> dict:
    """As it stands in `moved`: a day as text, ISO 8601."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in line.items()}


def _move(model: type[models.Model], old: int, new: int, moved: list[list]) -> None:
    """Point every row that names `old` to `new`, and write down which."""
    for relation in model._meta.related_objects:
        other, field = relation.related_model, relation.field
        if relation.many_to_many or other in STAY or (model is Child and other is Dossier):
            continue
        rows = other._base_manager.filter(**{field.attname: old})
        if other is ParentalAuthority:
            rows = rows.exclude(parent__authorities__child=new)
        keys = list(rows.values_list("pk", flat=True))
        other._base_manager.filter(pk__in=keys).update(**{field.attname: new})
        moved += [[other._meta.label, key, field.attname, old] for key in keys]


def _refuse(kept: Child, gone: Child, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Write down why: a colleague may have to explain it.")})
    if kept.pk == gone.pk:
        raise ValidationError({"other": _("Choose another child.")})
    if kept.birth_date != gone.birth_date:
        raise ValidationError({"other": _("These children have different birth dates. Correct that first.")})
    if kept.user_id and gone.user_id:
        raise ValidationError({"other": _("Both children have an account. End one of them first.")})
    if not gone.families.exists():
        raise ValidationError({"other": _("This child was merged already.")})
