"""The settings of an installation. Everything that differs comes from the environment.

What an administrator changes while Qendra runs is a row in the database, not a setting.
docs/settings.md lists what the environment may say.
"""

from __future__ import annotations

from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from qendra.project import environment, log_lines
from qendra.project.backup.rotation import KEPT, read_keep
from qendra.project.postgres import place

# Before any model or form is read: makes Django's generic classes subscriptable.
django_stubs_ext.monkeypatch()

PACKAGE = Path(__file__).resolve().parent.parent
REPOSITORY = PACKAGE.parent

# Where this installation keeps what is not in the database, and the embedded database itself.
DATA_DIR = Path(environment.text("QENDRA_DATA", str(REPOSITORY / "var"))).absolute()

# The address at which people reach the pages; links in mails begin with it.
BASE_URL = environment.base_url()
_is_https = BASE_URL.startswith("https:")

SECRET_KEY = environment.secret_key(DATA_DIR)
DEBUG = False
ALLOWED_HOSTS = environment.allowed_hosts()
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "qendra.files",
    "qendra.outbox",
    "qendra.history",
    "qendra.accounts",
    "qendra.preferences",
    "qendra.catalogue",
    "qendra.sla",
    "qendra.rotas",
    "qendra.paging",
    "qendra.tickets",
    "qendra.announcements",
    "qendra.call_backs",
    "qendra.satisfaction",
    "qendra.warnings",
    "qendra.staff_mails",
    "qendra.webhooks",
    "qendra.escalation",
    "qendra.live",
    "qendra.intake.email",
    "qendra.intake.phone",
    "qendra.documents",
    "qendra.jobs",
    "qendra.panel",
    "qendra.desk",
    "qendra.api",
    "qendra.staff",
    "qendra.signing_in",
    "qendra.project",
]

MIDDLEWARE = [
    "qendra.project.access_log.AccessLog",
    "qendra.project.work.PieceOfWork",
    "django.middleware.security.SecurityMiddleware",
    "qendra.project.headers.ContentSecurityPolicy",
    "qendra.project.compressed.PagesAreCompressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qendra.project.sent.SentByScript",
    "qendra.api.middleware.ApiAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "qendra.project.nul.NulIsNotUnderstood",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "qendra.signing_in.middleware.LastUsed",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qendra.project.large_forms.LargeFormsAreRefused",
]

ROOT_URLCONF = "qendra.project.urls"
FORM_RENDERER = "qendra.project.widgets.Widgets"
WSGI_APPLICATION = "qendra.project.wsgi.application"
ASGI_APPLICATION = "qendra.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "qendra.project.folded.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qendra.project.context.page",
            ],
        },
    }
]

# Without DATABASE_URL the embedded PostgreSQL of the data folder is used; script/server runs it.
DATABASE_URL = environment.text("DATABASE_URL") or place.url_of(DATA_DIR)
DATABASES = {"default": environment.database(DATABASE_URL)}

# Where the database tells what changed, for pages that change by themselves: a connection that
# leads through no pooler. "off": pages ask every few seconds instead.
LIVE_DATABASE_URL = environment.text("QENDRA_LIVE_DATABASE_URL") or DATABASE_URL

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["qendra.accounts.signed_in.PersonBackend"]
SESSION_ENGINE = "qendra.accounts.signed_in"
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# What allauth keeps for us, with our own addresses, words and mails (qendra/signing_in).
ACCOUNT_ADAPTER = "qendra.signing_in.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_FORMS = {
    "login": "qendra.signing_in.forms.entering.SignInForm",
    "request_login_code": "qendra.signing_in.forms.entering.AskForCodeForm",
    "confirm_login_code": "qendra.signing_in.forms.entering.MailedCodeForm",
    "reauthenticate": "qendra.signing_in.forms.entering.AgainForm",
}
# Passwords and mails are limited by our own rows (qendra/signing_in/limits.py), codes of
# authenticator apps by allauth: five wrong ones in a quarter of an hour.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "request_login_code": None,
    "reauthenticate": None,
    "login_failed": "5/15m/key",
}
MFA_ADAPTER = "qendra.signing_in.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "qendra.signing_in.forms.factors.SecondFactorForm",
    "reauthenticate": "qendra.signing_in.forms.factors.SecondFactorAgainForm",
    "activate_totp": "qendra.signing_in.forms.factors.FirstAppCodeForm",
    "add_webauthn": "qendra.signing_in.forms.factors.NewPasskeyForm",
    "edit_webauthn": "qendra.signing_in.forms.factors.PasskeyNameForm",
}
SOCIALACCOUNT_ADAPTER = "qendra.signing_in.identities.Identities"
# What several nodes must know of each other for minutes: used codes, wrong codes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "signing_in_remembered",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# Machines whose word we take for where a request came from, besides this one: the proxies.
PROXIES = environment.networks("QENDRA_PROXIES")

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("sq", _("Albanian")),
    ("de", _("German")),
    ("fr", _("French")),
    ("it", _("Italian")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# The server that takes our mail: the relay of the provider, or the sink of script/server.
# Without one, messages wait in the outbox.
EMAIL_HOST = environment.text("QENDRA_SMTP_HOST")
EMAIL_PORT = environment.number("QENDRA_SMTP_PORT", 25)
EMAIL_HOST_USER = environment.text("QENDRA_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("QENDRA_SMTP_PASSWORD")
EMAIL_USE_TLS = environment.flag("QENDRA_SMTP_STARTTLS", default=False)
EMAIL_TIMEOUT = 30

# Where webhooks may go although it is not public, and without TLS: receivers of the house.
WEBHOOK_NETWORKS = environment.networks("QENDRA_WEBHOOK_NETWORKS")

# Where our own servers listen.
BIND = environment.text("QENDRA_BIND", "127.0.0.1")
WEB_PORT = environment.number("QENDRA_WEB_PORT", 8000)
WEB_THREADS = environment.number("QENDRA_WEB_THREADS", 4)
LMTP_PORT = environment.number("QENDRA_LMTP_PORT", 8024)
SMTP_PORT = environment.number("QENDRA_SMTP_LISTEN_PORT", 8025)

# The worker makes a backup every night, tests it, and removes old ones.
BACKUP_DIR = environment.folder("QENDRA_BACKUP_DIR", DATA_DIR / "backups")
BACKUP_AT = environment.time_of_day("QENDRA_BACKUP_AT", "02:30")
BACKUP_KEEP = read_keep("QENDRA_BACKUP_KEEP", environment.text("QENDRA_BACKUP_KEEP", KEPT))
RESTORE_TEST_WEEKLY = environment.choice("QENDRA_RESTORE_TEST", "nightly", "weekly") == "weekly"

# What a program shows that reads /metrics from another machine.
METRICS_TOKEN = environment.token("QENDRA_METRICS_TOKEN")

SESSION_COOKIE_NAME = "qendra_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "qendra_csrf"
CSRF_COOKIE_SECURE = _is_https
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _is_https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_https else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

LOG_LEVEL = environment.choice("QENDRA_LOG_LEVEL", "INFO", "DEBUG", "WARNING", "ERROR", "CRITICAL")
LOG_FORMAT = environment.choice("QENDRA_LOG_FORMAT", "text", "json")
LOGGING = log_lines.configuration(is_json=LOG_FORMAT == "json", level=LOG_LEVEL)
