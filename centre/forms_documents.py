"""A file with a word about what it is."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from centre.forms import CentreForm
from centre.uploads import LARGEST


class AttachmentForm(CentreForm):
    """The size is looked at before the bytes are read; the rest is the service's work."""

    submit_label = _("Add this file")
    title = forms.CharField(label=_("What is it?"), max_length=120, help_text=_("For example: decision of the court."))
    file = forms.FileField(
        label=_("The file"),
        max_length=255,
        help_text=_("A PDF or a photo (JPG or PNG), at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.attrs["enctype"] = "multipart/form-data"

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_now("This file is too large. It may be 10 MB at most."))
        return file
