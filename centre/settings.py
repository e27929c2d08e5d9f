"""The one settings module. Safe when nothing is set: without secrets it refuses to start."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from centre.beat import BEAT_TABLE
from centre.mail_settings import *  # noqa: F403  when mail leaves, how it comes back, how long it is kept
from centre.terms import *  # noqa: F403

# ── core ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
# DEMO opens the mail catcher, the shown second-factor code and the movable clock; never without DEBUG.
DEMO = env.bool("DEMO", default=False)
if DEMO and not DEBUG:
    raise ImproperlyConfigured("DEMO is only allowed together with DEBUG: it opens the outbox and a fixed code.")
SECRET_KEY = env.str("SECRET_KEY")
# First key encrypts, all keys decrypt (rotate_field_keys re-encrypts with the first).
FIELD_KEYS = env.list("FIELD_KEYS")
# Key of blind indexes, marks and seals; apart from FIELD_KEYS. What a change of it breaks: docs/operations.md.
HASH_KEY = env.str("HASH_KEY")
if not all([SECRET_KEY, HASH_KEY, *FIELD_KEYS]) or not FIELD_KEYS:
    raise ImproperlyConfigured(
        "SECRET_KEY, FIELD_KEYS and HASH_KEY may not be empty; .env.example says how to make them."
    )
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))
BASE_URL = env.str("BASE_URL", default="http://localhost:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
ROOT_URLCONF = "centre.urls"
WSGI_APPLICATION = "centre.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── database ─────────────────────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'tweehuis.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE lets writers queue instead of failing; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-20000;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    # The cache lives in database 1: limits and one-time codes are shared by all web processes.
    _cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{REDIS_URL.rstrip('/')}/1"}
else:
    _cache = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tweehuis"}
CACHES = {"default": _cache}

# ── apps ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
ROOMS = ["therapists", "referrals", "intake", "groups", "research"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    "centre",
    *ROOMS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "centre.middleware.SecurityHeadersMiddleware",
    "centre.middleware.QuickExitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "centre.middleware.SignInMiddleware",
    "centre.middleware.AudienceMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "centre.middleware.DemoPagesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "centre.navigation.portal",
            ],
            "builtins": ["centre.templatetags.centre_ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")
CRISPY_ALLOWED_TEMPLATE_PACKS = ("forms",)
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_FAIL_SILENTLY = False

# ── auth and allauth ─────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "centre.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "centre.identity.passwords.SameWorkBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "centre.house_words.HouseWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "centre:landing"
ACCOUNT_ADAPTER = "centre.adapters.AccountAdapter"
MFA_ADAPTER = "centre.adapters.MFAAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"reset_password": "centre.forms_account.ForgottenPasswordForm"}
# Per client only: a limit per address would let an ex-partner stop the other's reset; the worker mails once in a while.
ACCOUNT_RATE_LIMITS = {"reset_password": "10/m/ip", "login_failed_anywhere": "100/h/key"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # long enough to write down why, short for a screen that was left open
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Tweehuis"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
if DEMO:
    MFA_TOTP_INSECURE_BYPASS_CODE = "123456"
# Proof of identity from elsewhere (DigiD or eHerkenning through a broker, an organisation's own sign-on); none by default.
IDENTITY_PROVIDERS = env.json("IDENTITY_PROVIDERS", default=[])
# How sure a provider must be, per audience that differs from centre/identity/providers.py: low, substantial or high.
IDENTITY_MINIMUM_LEVELS = env.dict("IDENTITY_MINIMUM_LEVELS", default={})
IDENTITY_SECOND_FACTOR_FROM = env.str("IDENTITY_SECOND_FACTOR_FROM", default="substantial")
# A person is signed out after this much silence; staff shorter than parents (law.md R41).
SESSION_COOKIE_AGE = 12 * 60 * 60
IDLE_SECONDS = {"staff": 15 * 60, "family": 30 * 60}

# ── rooms ────────────────────────────────────────────────────────────────────────────────────────────────────────────
# In a case with a risk a change of contact counts only after so many hours (24 to 72); staff is told at once.
COOLING_OFF_HOURS = env.int("COOLING_OFF_HOURS", default=48)
# How long the leads of a finished group may still open it, in days: for the report and the evaluation.
LEAD_GRACE_DAYS = env.int("LEAD_GRACE_DAYS", default=90)
#: Working days in which a question for advice is answered; 0 is shown as 'nog vast te stellen'. The demo sets five.
ADVICE_WORKING_DAYS = env.int("ADVICE_WORKING_DAYS", default=5 if DEMO else 0)
# Time that a therapist needs between two locations, in minutes.
TRAVEL_GAP_MINUTES = env.int("TRAVEL_GAP_MINUTES", default=45)
# Requests that one key of a partner's system may make in a minute; how long a web-hook's receiver may think, in seconds.
API_REQUESTS_A_MINUTE, WEB_HOOK_TIMEOUT = env.int("API_REQUESTS_A_MINUTE", default=60), 5
# Web-hooks go to public https addresses only; developers may point them at their own machine.
WEB_HOOKS_MAY_BE_PRIVATE = DEBUG
# From how many a day the privacy officer is told: files opened by one person, refusals met by one person.
FILES_A_DAY, REFUSALS_A_DAY = env.int("FILES_A_DAY", default=40), env.int("REFUSALS_A_DAY", default=10)

# ── language ─────────────────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "centre" / "locale"]
TIME_ZONE = "Europe/Amsterdam"

# ── files and mail ───────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = STATE_DIR / "private"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        # Outside the web root and without a base URL: files leave through a door in centre/access.py only.
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600
# Virus scanner (clamd): tcp://host:3310 or unix:///path. Without it files are rewritten but not scanned.
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")
CLAMAV_TIMEOUT = 10
MAIL_CATCHER_DIR = STATE_DIR / "mail"
QUICK_EXIT_URL = env.str("QUICK_EXIT_URL", default="https://www.buienradar.nl/")

# ── Celery ───────────────────────────────────────────────────────────────────────────────────────────────────────────
if REDIS_URL:
    CELERY_BROKER_URL = f"{REDIS_URL.rstrip('/')}/0"
    # Bounded: a hung broker may cost a request half a second, never a minute.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 0.5,
        "socket_timeout": env.float("BROKER_SOCKET_TIMEOUT", default=0.5),
    }
else:
    _broker = STATE_DIR / "broker"
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "control_folder": str(_broker / "control"),
        "processed_folder": str(_broker / "processed"),
    }
    for _name in ("queue", "control", "processed"):
        (_broker / _name).mkdir(parents=True, exist_ok=True)
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = BEAT_TABLE
CELERY_BEAT_SCHEDULER = "centre.tasks:WatchedScheduler"

# ── security ─────────────────────────────────────────────────────────────────────────────────────────────────────────
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
if SECURE_COOKIES:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_SECURE = "__Host-language", True
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
#: Public lists that pages of other directories may read.
OPEN_TO_OTHER_SITES = frozenset({"/therapeuten/register.json", "/therapeuten/register.csv"})
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **{f"{kind}-src": [SELF] for kind in ("script", "style", "font", "media", "connect", "manifest")},
        "img-src": [SELF, "data:"],
        # Origins of identity providers join here, or their sign-in dies silently.
        "form-action": [
            SELF,
            *env.list("IDENTITY_PROVIDER_ORIGINS", default=[]),
            *sorted({"/".join(provider["issuer"].split("/")[:3]) for provider in IDENTITY_PROVIDERS}),
        ],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
