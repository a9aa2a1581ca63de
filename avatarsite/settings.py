"""The site's settings. Each comes from the environment (or .env), is listed in .env.example, and has a safe default."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from dotenv import load_dotenv

from avatarsite import backends, env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(env.text("ENV_FILE", str(BASE_DIR / ".env")))

DATA_DIR = (BASE_DIR / env.text("DATA_DIR", "var")).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

# The site's own address: it decides which hosts are answered and whether cookies and redirects insist on HTTPS.
PORT = env.integer("PORT", 8000, least=1, most=65_535)
HOST = env.text("HOST", "127.0.0.1")
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Pencil Avatars")
_site = urlsplit(SITE_URL)
_is_https = _site.scheme == "https"

DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", DATA_DIR / "secret_key")
_local = [] if _is_https else ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", [_site.hostname or "localhost", *_local])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "knox",
    "rest_framework",
    # Ours come last: accounts.admin replaces what knox and allauth put there.
    "accounts",
    "sketching",
    "worker",
    "avatarsite",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sketching.uploads.RefuseHugeBodies",
    "accounts.public.ForgetCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.doors.NothingIsKept",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.doors.NoDeadEnds",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "avatarsite.urls"
WSGI_APPLICATION = "avatarsite.wsgi.application"
APPEND_SLASH = True
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
                "avatarsite.context.site",
            ]
        },
    }
]

# Data: any engine is chosen by its address; without one, everything is embedded and lives in DATA_DIR.
DATABASES = {"default": backends.database(env.text("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
EMBEDDED_BROKER_SOCKET = backends.socket_path(DATA_DIR)
BROKER_URL = env.text("BROKER_URL")  # empty: ./run starts an embedded Valkey server on the socket
CACHES = {
    "default": {
        "BACKEND": "avatarsite.cache.ForgivingRedisCache",
        "LOCATION": env.text("CACHE_URL", f"unix://{EMBEDDED_BROKER_SOCKET}?db=1"),
        "KEY_PREFIX": "avatarsite",
    }
}
STORAGES = {
    **backends.storages(env.text("STORAGE_URL", (DATA_DIR / "media").as_uri())),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "sketching:job-list"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _is_https  # localhost counts as secure for browsers, not for the library
USERSESSIONS_TRACK_ACTIVITY = True

# Mail: shown in the terminal of ./run unless a server is named.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if env.text('EMAIL_HOST') else 'console'}.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{_site.hostname}>")

# Photos and jobs
MAX_UPLOAD_BYTES = env.integer("MAX_UPLOAD_MB", 15, least=1) * 1_000_000
MAX_PHOTO_PIXELS = env.integer("MAX_PHOTO_MEGAPIXELS", 50, least=1) * 1_000_000
INTAKE_LIMIT = timedelta(seconds=env.integer("INTAKE_LIMIT_SECONDS", 10, least=1))
INTAKE_MEMORY_BYTES = env.integer("INTAKE_MEMORY_MB", 640, least=300) * 1_000_000
PHOTO_RETENTION = timedelta(minutes=env.integer("PHOTO_RETENTION_MINUTES", 15))
DRAW_LIMIT = timedelta(seconds=env.integer("DRAW_LIMIT_SECONDS", 600, least=10))
CLAIM_TIMEOUT = timedelta(seconds=env.integer("CLAIM_TIMEOUT_SECONDS", 15, least=2))
JOBS_PER_DAY = env.integer("JOBS_PER_DAY", 500)  # of one person; 0: no limit
WAITING_JOBS_PER_PERSON = env.integer("WAITING_JOBS_PER_PERSON", 30)
FILE_UPLOAD_HANDLERS = ["sketching.uploads.LimitedMemoryUploadHandler"]  # a photo never touches a temporary folder
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# Worker
DEVICE = env.choice("DEVICE", ("auto", "cpu", "cuda"))
WORKER_THREADS = env.integer("WORKER_THREADS", 0)  # 0: one for each core
MAX_LOADED_PLUGINS = env.integer("MAX_LOADED_PLUGINS", 3, least=1)

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",  # first, so that a missing login is answered with 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "sketching.api.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=env.integer("API_TOKEN_DAYS", 365, least=1)),
    "TOKEN_PREFIX": "skav_",
    "AUTH_HEADER_PREFIX": "Bearer",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
}

# Security
SECURE_SSL_REDIRECT = _is_https
BEHIND_PROXY = env.boolean("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)  # whose login is limited: the last of X-Forwarded-For, or the peer
SECURE_HSTS_SECONDS = 31_536_000 if _is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _is_https
SECURE_HSTS_PRELOAD = _is_https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # data: the QR code of two-factor set-up; blob: a photo that was chosen, shown before it is sent
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # which one, the browser says
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "avatarsite" / "static"]
WHITENOISE_USE_FINDERS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "avatarsite.redaction.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", ("INFO", "DEBUG", "WARNING", "ERROR"))},
    # Django's own console handler answers only to DEBUG; its request log names paths, which here hold digests.
    "loggers": {"django": {"handlers": [], "propagate": True}, "django.request": {"level": "ERROR"}},
}
