"""Every setting, read from the environment in the order of ``.env.example``, which says what breaks without each."""

import ipaddress
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from realestate import secretfile, unfold
from realestate.embedded import Embedded
from realestate.lib import addresses, logs, mailing, proxies

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")), recurse=False)

# Where it listens and what it is called
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
PUBLIC_URL = env.str("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data"))).resolve()
DEBUG = env.bool("DEBUG", False)

_public = urlsplit(PUBLIC_URL)
IS_HTTPS = _public.scheme == "https"
DEMO = env.bool("DEMO", not IS_HTTPS)  # its passwords are public
IS_LOCAL = HOST == "localhost" or ipaddress.ip_address(HOST if HOST != "localhost" else "127.0.0.1").is_loopback
try:
    TRUSTED_PROXIES = proxies.networks(env.list("TRUSTED_PROXIES", ["127.0.0.0/8", "::1"] if IS_HTTPS else []))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
ALLOWED_HOSTS = sorted({"127.0.0.1", "localhost", "[::1]", "testserver", _public.hostname or ""} - {""})

# Secrets: from the environment, or made at the first start of a machine that serves only itself
_secret_file = DATA_DIR / "secrets"
_secrets = secretfile.read_or_make(_secret_file) if IS_LOCAL else secretfile.read(_secret_file)
SECRET_KEY = env.str("SECRET_KEY", _secrets.get("SECRET_KEY", ""))
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])

if not IS_LOCAL and not IS_HTTPS:
    raise ImproperlyConfigured(f"HOST={HOST} is reachable from outside: set PUBLIC_URL to its https:// address.")
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("SECRET_KEY is missing or short: set it to at least 40 random characters.")
if DEBUG and not IS_LOCAL:
    raise ImproperlyConfigured(f"DEBUG shows settings to visitors: leave it off with HOST={HOST}.")

INSTANCE_ID = env.str("INSTANCE_ID", "") or secretfile.read_or_make(_secret_file)["INSTANCE_ID"]
VAPID_PRIVATE_KEY = env.str("VAPID_PRIVATE_KEY", "") or secretfile.read_or_make(_secret_file)["VAPID_PRIVATE_KEY"]
METRICS_TOKEN = env.str("METRICS_TOKEN", "")

# Databases: addresses of our own, or of the embedded servers over DATA_DIR
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMBEDDED = Embedded(DATA_DIR)
EMBEDS_POSTGRES, EMBEDS_REDIS = not DATABASE_URL, not REDIS_URL
DATABASE_URL = DATABASE_URL or EMBEDDED.postgres.url
REDIS_URL = REDIS_URL or EMBEDDED.redis.url
DATABASES = {
    "default": {
        **addresses.django_database(DATABASE_URL),
        "CONN_MAX_AGE": 600,  # a pool is slower than this on WSGI; ATOMIC_REQUESTS stays off: claims commit early
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "cache"}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Mail
MAIL_CATCHER_PORT = env.int("MAIL_CATCHER_PORT", PORT + 25)
EMAIL_URL = env.str("EMAIL_URL", f"smtp://127.0.0.1:{MAIL_CATCHER_PORT}")
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", "")
EMAIL_PROVIDER_KEY = env.str("EMAIL_PROVIDER_KEY", "")
EMAIL_PROVIDER_OPTIONS: Any = env.json("EMAIL_PROVIDER_OPTIONS", {})
EMAIL_WEBHOOK_SECRET: list[str] = env.list("EMAIL_WEBHOOK_SECRET", [])
EMAIL_WEBHOOK_KEY = env.str("EMAIL_WEBHOOK_KEY", "")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Homestretch <homestretch@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = addresses.mail_server(EMAIL_URL)
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.implicit_tls, _mail.starttls
EMAIL_TIMEOUT = 20
PRIVATE_MAIL_SERVERS = env.bool("PRIVATE_MAIL_SERVERS", False)
ANYMAIL = mailing.anymail(
    EMAIL_PROVIDER, EMAIL_PROVIDER_KEY, EMAIL_WEBHOOK_SECRET, EMAIL_WEBHOOK_KEY, EMAIL_PROVIDER_OPTIONS
)
if EMAIL_PROVIDER:
    EMAIL_BACKEND = mailing.backend(EMAIL_PROVIDER)
# The catcher of this machine keeps all mail, and can be asked.
MAIL_IS_CAUGHT = not env.str("EMAIL_URL", "") and not EMAIL_PROVIDER

# Carriers and other people's services: each is off while its key is missing
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", "")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", "")
TWILIO_BASE_URL = env.str("TWILIO_BASE_URL", "")
PROVIDER_PER_MINUTE = env.int("PROVIDER_PER_MINUTE", 3000)
# GoHighLevel's published signing keys (base64 of DER); a list, so that a change of keys needs no new release
GHL_WEBHOOK_PUBLIC_KEYS: list[str] = env.list(
    "GHL_WEBHOOK_PUBLIC_KEYS", ["MCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg="]
)
GHL_BASE_URL = env.str("GHL_BASE_URL", "https://services.leadconnectorhq.com")
GHL_CLIENT_ID = env.str("GHL_CLIENT_ID", "")
GHL_CLIENT_SECRET = env.str("GHL_CLIENT_SECRET", "")
GHL_API_VERSION = env.str("GHL_API_VERSION", "")
LLM_DRIVERS: list[str] = env.list("LLM_DRIVERS", ["claude", "ollama"])
if set(LLM_DRIVERS) - {"claude", "ollama"}:
    raise ImproperlyConfigured("LLM_DRIVERS holds claude and ollama, in the order in which they are to be asked.")
LLM_SECONDS = env.float("LLM_SECONDS", 30.0)
WRITING_TEMPERATURE = env.float("WRITING_TEMPERATURE", 0.7)
WRITING_MAX_TOKENS = env.int("WRITING_MAX_TOKENS", 700)
ANTHROPIC_API_KEY = env.str("ANTHROPIC_API_KEY", "")
ANTHROPIC_MODEL = env.str("ANTHROPIC_MODEL", "claude-sonnet-5-5")
ANTHROPIC_BASE_URL = env.str("ANTHROPIC_BASE_URL", "https://api.anthropic.com")
OLLAMA_HOST = env.str("OLLAMA_HOST", "")
OLLAMA_MODEL = env.str("OLLAMA_MODEL", "llama3.1:8b")

# What runs by itself
NURTURING_AGENT_ENABLED = env.bool("NURTURING_AGENT_ENABLED", True)

# Logs and numbers
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
LOG_FORMAT = env.str("LOG_FORMAT", "json", validate=lambda value: value in {"json", "text"})
LOGGING = logs.configure(level=LOG_LEVEL, as_json=LOG_FORMAT == "json")

# Parts
INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "anymail",
    "realestate",
    "crm",
    "scoring",
    "outreach",
    "nurturing",
    "analytics",
]
MIDDLEWARE = [
    "realestate.middleware.CorrelationMiddleware",
    "realestate.middleware.ContentSecurityMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "realestate.middleware.AgentMiddleware",
    "realestate.web.toasts.ToastMiddleware",
]
ROOT_URLCONF = "realestate.urls"
WSGI_APPLICATION = "realestate.wsgi.application"
ASGI_APPLICATION = "realestate.asgi.application"
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
                "realestate.web.shell.shell",
            ]
        },
    }
]

UNFOLD = unfold.UNFOLD

# Time and language: rows in UTC; people's zones are theirs
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"

# People and their sessions
AUTH_USER_MODEL = "crm.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "crm.services.operators.OperatorBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# What browsers are told
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Static files: collected and hashed by set-up; straight from their folders where nothing was collected
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
# Fonts and icons come from npm at set-up; icons are drawn into the page, so only fonts are served.
NODE_MODULES = BASE_DIR / "node_modules"
ICONS_DIR = NODE_MODULES / "lucide-static" / "icons"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/inter", NODE_MODULES / "@fontsource-variable" / "inter" / "files"),
    ("vendor/fraunces", NODE_MODULES / "@fontsource-variable" / "fraunces" / "files"),
]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # the folders that only set-up makes
_IS_COLLECTING = sys.argv[1:2] == ["collectstatic"]  # the first collecting writes the list that the others read
IS_COLLECTED = ((STATIC_ROOT / "staticfiles.json").exists() or _IS_COLLECTING) and not DEBUG
_manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _manifest if IS_COLLECTED else _plain},
}
WHITENOISE_USE_FINDERS = not IS_COLLECTED
MEDIA_ROOT = DATA_DIR / "uploads"

# The API: tokens of people live shortly, and end with the password they were given for
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "realestate.api.auth.ApiKeyAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["realestate.api.throttles.PerCaller"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "realestate.api.schema.ProblemSchema",
    "EXCEPTION_HANDLER": "realestate.api.errors.answer",
}
SIMPLE_JWT = {"CHECK_REVOKE_TOKEN": True, "UPDATE_LAST_LOGIN": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Homestretch",
    "DESCRIPTION": "People, leads and messages of one brokerage. Errors are problem+json.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "BatchStatusEnum": "outreach.states.BatchStatus.choices",
        "ChannelEnum": "outreach.states.Channel.choices",
        "EnrollmentStatusEnum": "nurturing.states.EnrollmentStatus.choices",
        "ImportStateEnum": "crm.states.ImportState.choices",
        "LeadKindEnum": "crm.states.LeadKind.choices",
        "LeadStatusEnum": "crm.states.LeadStatus.choices",
        "MessageStatusEnum": "outreach.states.MessageStatus.choices",
        "MessageTabEnum": "outreach.api.message_shapes.TABS",
        "TouchpointStatusEnum": "nurturing.states.TouchpointStatus.choices",
    },
}

# Celery: sweeps, sends, imports, reports. Due work is a row, never an ETA.
CELERY_BROKER_URL = addresses.redis_for_celery(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3 * 3600, "socket_timeout": 10, "socket_connect_timeout": 5}
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 2 * 3600
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
DJANGO_CELERY_BEAT_TZ_AWARE = True
