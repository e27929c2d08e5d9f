"""The ground floor's rows, by subject."""

from centre.models.access_log import AccessLog, AccessQuarter, AccessSeal
from centre.models.attachment import Attachment
from centre.models.case import CareRelation, Case, Milestone
from centre.models.child_check import CheckedAdult, ChildCheck
from centre.models.citizen_number import ChildIdentity, ChildNumber
from centre.models.complaint import Complaint
from centre.models.consent import Consent, ConsentHandling, ConsentRuling, ConsentText
from centre.models.device import KnownDevice
from centre.models.disclosure import Disclosure
from centre.models.dossier import Dossier, Note
from centre.models.edition import PageEdition
from centre.models.family import (
    AuthorityProcedure,
    Child,
    CourtDecision,
    Family,
    NetworkPerson,
    Parent,
    ParentalAuthority,
    Residence,
)
from centre.models.file_request import FileRequest, Passage
from centre.models.film import PageFilm
from centre.models.help_plan import HelpPlanFact
from centre.models.identity import LinkedIdentity
from centre.models.invitation import Invitation
from centre.models.mail import MailRole, MailTemplate
from centre.models.newsletter import NewsletterIssue, NewsletterMail, Subscriber
from centre.models.notice import Message, Notice
from centre.models.odd_read import KnownPerson, OddRead
from centre.models.organisation import Municipality, Organisation, Region
from centre.models.outgoing import AddressMail, OutgoingMail
from centre.models.recovery import AccountRecovery, PasswordQuestion
from centre.models.reference import Place, PostcodeArea, ReferenceSource, SchoolHoliday
from centre.models.retention import ErasureProposal, ErasureReceipt, LegalHold
from centre.models.safety import ConcernStep, SafetyConcern, SafetyEntry, SafetyPhase, SafetyPlan, SafetyRelease
from centre.models.sharing import SharingPartner
from centre.models.undelivered import Bounce, ContactTask, MessageLimit
from centre.models.user import Membership, User
from centre.models.vault import ContactCard, LaterContact, UnhideRequest, VaultEntry

__all__ = [
    "AccessLog",
    "AccessQuarter",
    "AccessSeal",
    "AccountRecovery",
    "AddressMail",
    "Attachment",
    "AuthorityProcedure",
    "Bounce",
    "CareRelation",
    "Case",
    "CheckedAdult",
    "Child",
    "ChildCheck",
    "ChildIdentity",
    "ChildNumber",
    "ConcernStep",
    "Complaint",
    "Consent",
    "ConsentHandling",
    "ConsentRuling",
    "ConsentText",
    "ContactCard",
    "ContactTask",
    "CourtDecision",
    "Disclosure",
    "Dossier",
    "ErasureProposal",
    "ErasureReceipt",
    "Family",
    "FileRequest",
    "HelpPlanFact",
    "Invitation",
    "KnownDevice",
    "KnownPerson",
    "LaterContact",
    "LegalHold",
    "LinkedIdentity",
    "MailRole",
    "MailTemplate",
    "Membership",
    "Message",
    "MessageLimit",
    "Milestone",
    "Municipality",
    "NetworkPerson",
    "NewsletterIssue",
    "NewsletterMail",
    "Note",
    "Notice",
    "OddRead",
    "Organisation",
    "OutgoingMail",
    "PageEdition",
    "PageFilm",
    "Parent",
    "ParentalAuthority",
    "Passage",
    "PasswordQuestion",
    "Place",
    "PostcodeArea",
    "ReferenceSource",
    "Region",
    "Residence",
    "SafetyConcern",
    "SafetyEntry",
    "SafetyPhase",
    "SafetyPlan",
    "SafetyRelease",
    "SchoolHoliday",
    "SharingPartner",
    "Subscriber",
    "UnhideRequest",
    "User",
    "VaultEntry",
]
