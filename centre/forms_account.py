"""Forms of the account pages that differ from allauth's own."""

from allauth.account.forms import ResetPasswordForm

from centre.services.recovery import note_password_question


class ForgottenPasswordForm(ResetPasswordForm):
    """Does the same work for every address, known or not: a worker looks later whose it is (security reference 3.4)."""

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def save(self, request, **kwargs) -> str:
        note_password_question(email=self.cleaned_data["email"])
        return self.cleaned_data["email"]
