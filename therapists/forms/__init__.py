"""Forms of the register, by who fills them in."""

from therapists.forms.community import (
    AgendaItemForm,
    LearningGroupForm,
    LearningMeetingForm,
    LearningMemberForm,
    MinutesForm,
)
from therapists.forms.decisions import (
    AppealDecisionForm,
    CertifyForm,
    DecisionForm,
    NotYetForm,
    RenewalForm,
    SuspendForm,
    TrainingForm,
)
from therapists.forms.desk import BARE, DeskFilterForm, InviteTherapistForm, ReviewersForm, RoleForm, RulesForm
from therapists.forms.learning import CourseForm, InviteForm, SeatsForm
from therapists.forms.locations import PracticeForm
from therapists.forms.own import (
    AbsenceForm,
    AppealForm,
    AvailabilityForm,
    CalendarFileForm,
    HoursForm,
    ItemForm,
    PhotoForm,
    RegistrationForm,
    ReviewForm,
    RowForm,
)
from therapists.forms.profile import ProfileForm
from therapists.forms.public import DEFAULT_KM, RegisterSearchForm
from therapists.forms.supervision import AskSupervisorForm, SupervisionForm

__all__ = [
    "AbsenceForm",
    "AgendaItemForm",
    "AppealDecisionForm",
    "AppealForm",
    "AskSupervisorForm",
    "AvailabilityForm",
    "BARE",
    "CalendarFileForm",
    "CertifyForm",
    "CourseForm",
    "DEFAULT_KM",
    "DecisionForm",
    "DeskFilterForm",
    "HoursForm",
    "InviteForm",
    "InviteTherapistForm",
    "ItemForm",
    "LearningGroupForm",
    "LearningMeetingForm",
    "LearningMemberForm",
    "MinutesForm",
    "NotYetForm",
    "PhotoForm",
    "PracticeForm",
    "ProfileForm",
    "RegisterSearchForm",
    "RegistrationForm",
    "RenewalForm",
    "ReviewForm",
    "ReviewersForm",
    "RoleForm",
    "RowForm",
    "RulesForm",
    "SeatsForm",
    "SupervisionForm",
    "SuspendForm",
    "TrainingForm",
]
