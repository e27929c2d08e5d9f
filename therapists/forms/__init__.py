"""Forms of the register, by who fills them in."""

from therapists.forms.decisions import (
    AppealDecisionForm,
    CertifyForm,
    DecisionForm,
    NotYetForm,
    RenewalForm,
    SuspendForm,
)
from therapists.forms.desk import DeskFilterForm, InviteTherapistForm, RoleForm, RulesForm
from therapists.forms.own import (
    AbsenceForm,
    AppealForm,
    AvailabilityForm,
    HoursForm,
    ItemForm,
    ProfileForm,
    RegistrationForm,
    RowForm,
)
from therapists.forms.public import DEFAULT_KM, RegisterSearchForm

__all__ = [
    "AbsenceForm",
    "AppealDecisionForm",
    "AppealForm",
    "AvailabilityForm",
    "CertifyForm",
    "DEFAULT_KM",
    "DecisionForm",
    "DeskFilterForm",
    "HoursForm",
    "InviteTherapistForm",
    "ItemForm",
    "NotYetForm",
    "ProfileForm",
    "RegisterSearchForm",
    "RegistrationForm",
    "RenewalForm",
    "RoleForm",
    "RowForm",
    "RulesForm",
    "SuspendForm",
]
