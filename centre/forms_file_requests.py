"""Questions about the own file, and the readings of staff."""

from django import forms
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from centre.access_forms import PersonForm
from centre.forms import CentreForm
from centre.models import FileRequest, Passage

#: The choice for a passage that is not withheld.
GIVE = "give"
#: The main facts about a child are asked for on the page of that child.
KINDS = [choice for choice in FileRequest.Kind.choices if choice[0] != FileRequest.Kind.OUTLINE]


class AskForm(CentreForm):
    """What a parent asks. `about`: (reference, words) of the dossiers that this parent may ask about."""

    submit_label = _("Send my question")
    kind = forms.ChoiceField(label=_("What do you want?"), choices=KINDS, widget=forms.RadioSelect)
    about = forms.ChoiceField(label=_("About whom?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your question in your own words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, about: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = about


Kind = FileRequest.Kind
#: What a child asks, in words for a child.
TO_A_CHILD = [
    (Kind.INSPECTION, pgettext_lazy("to a child", "I want to see my file")),
    (Kind.COPY, pgettext_lazy("to a child", "I want a copy of my file")),
    (Kind.PORTABILITY, pgettext_lazy("to a child", "I want my data for a computer")),
    (Kind.CORRECTION, pgettext_lazy("to a child", "Something in my file is wrong")),
    (Kind.STATEMENT, pgettext_lazy("to a child", "I want to add my own words to my file")),
    (Kind.DESTRUCTION, pgettext_lazy("to a child", "I want my file to be destroyed")),
    (Kind.OBJECTION, pgettext_lazy("to a child", "I do not want you to use something about me")),
]


class ChildAskForm(CentreForm):
    """What a child asks about its own file."""

    submit_label = pgettext_lazy("to a child", "Send")
    kind = forms.ChoiceField(
        label=pgettext_lazy("to a child", "What do you want?"), choices=TO_A_CHILD, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=pgettext_lazy("to a child", "Tell it in your own words"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReadingForm(CentreForm):
    """The first reader's proposal: per passage give it or why not, and the whole."""

    submit_label = _("Pass on to the second reader")

    def __init__(self, *args, request: FileRequest, **kwargs):
        super().__init__(*args, **kwargs)
        is_destruction = request.kind == FileRequest.Kind.DESTRUCTION
        choices = [(GIVE, _("Destroy") if is_destruction else _("Give")), *Passage.Ground.choices]
        for passage in request.passages.all():
            if passage.is_own_statement and not is_destruction:
                continue
            words = linebreaksbr(passage.text, autoescape=True)
            self.fields[f"passage_{passage.position}"] = forms.ChoiceField(
                label=passage.heading, help_text=words, choices=choices, initial=passage.ground or GIVE
            )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Proposal"), choices=FileRequest.Outcome.choices, widget=forms.RadioSelect,
            initial=request.outcome,
        )  # fmt: skip
        self.fields["explanation"] = forms.CharField(
            label=_("Explanation for who asks"),
            help_text=_("Write to a child: short sentences, and as you would say it.") if request.child_id else "",
            required=False,
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 4}),
            initial=request.explanation,
        )
        if request.gives_a_file:
            self.fields["is_still_clear"] = forms.BooleanField(
                label=_("With what is given, reason, aim, course and results of the help are still clear"),
                required=False,
                help_text=_("Needed when something is withheld."),
            )
            self.fields["review_on"] = forms.DateField(
                label=_("When do we weigh this again?"),
                required=False,
                help_text=_("Needed when something is withheld. On that day it may perhaps be given."),
            )
            self.dress()

    @property
    def grounds(self) -> dict[int, str]:
        """Position → why it is withheld, or empty."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith("passage_")}
        return {int(name.removeprefix("passage_")): "" if value == GIVE else value for name, value in chosen.items()}

    @property
    def proposal(self) -> dict:
        """What the first reader proposes beside the passages."""
        names = ("outcome", "explanation", "is_still_clear", "review_on")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class ReaderForm(PersonForm):
    """A therapist who reads this one question, and until when."""

    submit_label = _("Appoint this reader")
    until = forms.DateField(
        label=_("Up to and including"), help_text=_("It ends earlier when the question has been decided.")
    )
