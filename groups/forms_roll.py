"""The roll call of one session, and the note about its group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from groups.forms import LONGEST_REASON
from groups.models import Attendance, GroupNote
from groups.refusals import ChangedMeanwhile, TakenBack
from groups.selectors.rolls import seen


class RollCallForm(CentreForm):
    """A mark and a reason per person; everybody starts as present. Field names: mark-<key>, reason-<key>."""

    submit_label = _("Save the roll call")
    #: One word each, because four of them stand side by side on a phone.
    MARKS = [("present", _("Present")), ("late", _("Late")), ("excused", _("Told us")), ("absent", _("Absent"))]

    def __init__(self, *args, sheet, **kwargs):
        super().__init__(*args, form_tag=False, **kwargs)
        self.sheet = sheet
        #: Names of the marks that a colleague changed in the meantime.
        self.overtaken: set[str] = set()
        for line in sheet.lines:
            self.fields[f"mark-{line.person.key}"] = forms.ChoiceField(
                label=line.person.name, choices=Attendance.Mark.choices, initial=line.mark, required=False
            )
            self.fields[f"reason-{line.person.key}"] = forms.CharField(
                label=_("Reason"), max_length=LONGEST_REASON, required=False, initial=line.reason
            )

    @staticmethod
    def marks_in(posted) -> dict[str, tuple[str, str]]:
        """What record_attendance takes, straight from the page. Raises ValidationError for what no page would send."""
        keys = [name.removeprefix("mark-") for name in posted if name.startswith("mark-")]
        marks = {key: (posted[f"mark-{key}"], posted.get(f"reason-{key}", "").strip()) for key in keys}
        if any(mark not in Attendance.Mark.values or len(reason) > LONGEST_REASON for mark, reason in marks.values()):
            raise forms.ValidationError(_("Choose one of the four marks, and keep a reason short."))
        return marks

    @classmethod
    def facts_in(cls, posted) -> dict:
        """The marks, and by person what stood on the page when it was opened (selectors.rolls.seen)."""
        shown = {name.removeprefix("seen-"): posted[name] for name in posted if name.startswith("seen-")}
        return {"marks": cls.marks_in(posted), "shown": shown}

    def add_errors_of(self, error):
        if isinstance(error, ChangedMeanwhile | TakenBack):
            self.overtaken = set(error.message_dict)
        super().add_errors_of(error)

    @property
    def couples(self) -> list[dict]:
        """The page's rows: couple, and per person the chosen mark, reason and any error."""
        return [{"couple": couple, "rows": [self._row(line) for line in lines]} for couple, lines in self.sheet.couples]

    @property
    def has_children(self) -> bool:
        return any(line.person.kind == "child" for line in self.sheet.lines)

    def _row(self, line) -> dict:
        """What somebody chose stays; what came back untouched shows how it is now."""
        mark, reason = self[f"mark-{line.person.key}"], self[f"reason-{line.person.key}"]
        posted = self.data.get(f"seen-{line.person.key}") if self.is_bound else None
        typed = self.is_bound and mark.html_name in self.data
        if not typed or posted == seen(mark.value() or "", reason.value() or ""):
            chosen, why, shown = line.mark, line.reason, line.seen
        else:
            is_new = posted is None or mark.html_name in self.overtaken
            chosen, why, shown = mark.value(), reason.value(), line.seen if is_new else posted
        return {
            "person": line.person, "announced": line.announced, "arrives_at": line.arrives_at, "held": line.held,
            "typed": typed, "name": mark.html_name, "chosen": chosen, "reason_name": reason.html_name, "reason": why,
            "seen_name": f"seen-{line.person.key}", "seen": shown, "errors": [*mark.errors, *reason.errors],
        }  # fmt: skip


class GroupNoteForm(CentreForm):
    """A note about the group, without names."""

    submit_label = _("Save the note")
    kind = forms.ChoiceField(
        label=_("For whom"), choices=GroupNote.Kind.choices, initial=GroupNote.Kind.SESSION, required=False,
        widget=forms.RadioSelect(attrs={"class": "choices--inline"}),
    )  # fmt: skip
    text = forms.CharField(label=_("Note about the group"), widget=forms.Textarea(attrs={"rows": 4}))
    checked = forms.BooleanField(label=_("I checked it: this is nobody who takes part."), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, form_tag=False, prefix="note", **kwargs)
        self.names_found = False

    def clean_kind(self):
        return self.cleaned_data["kind"] or GroupNote.Kind.SESSION

    def add_errors_of(self, error):
        self.names_found = hasattr(error, "names")
        super().add_errors_of(error)
