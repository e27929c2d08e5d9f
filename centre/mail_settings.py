"""Settings of everything that leaves by mail, read by centre/settings.py: when, how it comes back, how long it is kept."""

import environ

env = environ.Env()

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
# A shorter way over the same line; other backends stay what they are.
EMAIL_BACKEND = vars()["EMAIL_BACKEND"].replace(
    "django.core.mail.backends.smtp.EmailBackend", "centre.mailer.SmtpBackend"
)
_demo = env.bool("DEMO", default=False)
if _demo and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "centre.catcher.CatcherBackend"
EMAIL_TIMEOUT = 10
# Neutral: the sender's name must not tell what help somebody asked for (law.md 2.4).
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Tweehuis <bericht@tweehuis.example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

#: Hours (Amsterdam) between which no doorbell rings for a family that set none of its own; equal hours: never quiet.
QUIET_HOURS = (env.int("QUIET_FROM", default=21), env.int("QUIET_UNTIL", default=8))
#: Hours at which a mail to one parent leaves, so that its moment tells nobody what the other parent just did.
MAIL_SLOTS = env.list("MAIL_SLOTS", cast=int, default=[9, 13, 17])
#: The box that mail servers report to, such as bounce@portal.example.org; it has to accept bounce+anything. "": none.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="bounce@tweehuis.example.org" if _demo else "")
#: Folder (maildir) in which those reports arrive; "" follows STATE_DIR.
BOUNCE_MAILDIR = env.str("BOUNCE_MAILDIR", default="")
#: Days that a doorbell, a finished task and a bounce are kept (Jw 7.3.8 does not ask for more; AVG art. 5 lid 1 sub e).
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=90)
#: Days that wording, issues and sign-ups that were never finished are kept (AVG art. 5 lid 1 sub e).
DRAFT_KEEP_DAYS = env.int("DRAFT_KEEP_DAYS", default=30)
#: Years that the log of who looked is kept: five at least (NEN 7513 5.2; law.md R45); the database refuses less.
ACCESS_LOG_KEEP_YEARS = max(5, env.int("ACCESS_LOG_KEEP_YEARS", default=5))
#: Messages that one parent may send to the team in seven days; staff may set another number for one parent.
PARENT_MESSAGES_PER_WEEK = env.int("PARENT_MESSAGES_PER_WEEK", default=10)
#: Months after which staff asks a parent whether address and number are still safe: boxes and domains change owner.
CONTACT_RECHECK_MONTHS = env.int("CONTACT_RECHECK_MONTHS", default=6)
