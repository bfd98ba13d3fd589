"""Django's settings. There is no Django database: everything is kept by mldb."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured
from jinja2 import StrictUndefined
from pydantic import ValidationError

from registry_app.core.security_log import logging_of
from site_config.config import SiteConfig

BASE_DIR = Path(__file__).resolve().parent.parent
try:
    SITE = SiteConfig()
except ValidationError as error:
    first = error.errors()[0]
    message = f"SITE_{str(first['loc'][0]).upper()}: {first['msg']}. See .env.example."
    raise ImproperlyConfigured(message) from None
if problem := SITE.problem():
    raise ImproperlyConfigured(problem)

DEVELOPING = SITE.debug
# Django's own error pages show code and settings, and `make run` is for people too: see the log.
DEBUG = False
SECRET_KEY = SITE.key()
ALLOWED_HOSTS = SITE.hosts()
FORCE_SCRIPT_NAME = SITE.root_path or None
SITE_NAME = SITE.name
ACCOUNT_CONTACT = SITE.account_contact
# What programs without a token may do over the MLflow protocol.
MLFLOW_ANONYMOUS = SITE.mlflow_anonymous

DATABASES: dict[str, object] = {}
INSTALLED_APPS = [
    "registry_app",
    # The first two must be installed for their code to be imported; none of their tables is used.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
]
# Django's own, but for two, in forms that don't change threads.
MIDDLEWARE = [
    "registry_app.serving.middleware.RequestIds",
    "registry_app.serving.middleware.Security",
    "registry_app.serving.static_files.StaticFiles",
    "registry_app.serving.middleware.ContentSecurityPolicy",
    "registry_app.serving.refusals.OuterLimits",
    "registry_app.serving.middleware.Head",
    "registry_app.serving.middleware.Sessions",
    "registry_app.serving.middleware.Common",
    "registry_app.serving.middleware.CSRF",
    "registry_app.serving.middleware.Authentication",
    "registry_app.serving.middleware.Messages",
    "registry_app.serving.middleware.Frames",
    "django_htmx.middleware.HtmxMiddleware",
    "registry_app.serving.interfaces.InterfaceHeaders",
    "registry_app.web.access.PageAccess",
]
# They look for Django's by name; tests/web/serving/test_middleware.py looks for what it does.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003"]
# Without this, nobody would see errors of the server. Refusals are logged, too: each response has
# its request's id, about which the client may ask.
_SECURITY = logging_of(SITE.security_log)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "registry_app.core.request_ids.RequestIdFilter"},
        "one_line": {"()": "registry_app.core.log_lines.OneLine"},
    }
    | _SECURITY["filters"],
    "formatters": {
        "line": {
            # Many messages contain text that clients sent.
            "format": "{asctime} {levelname} [{request_id}] {name}: {message:.2000}",
            "style": "{",
        }
    }
    | _SECURITY["formatters"],
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id", "one_line"],
            "formatter": "line",
        }
    }
    | _SECURITY["handlers"],
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}} | _SECURITY["loggers"],
}
ROOT_URLCONF = "site_config.urls"
INTERFACES = "site_config.urls.interfaces"
ASGI_APPLICATION = "site_config.asgi.application"
TEMPLATES = [
    {
        # Five to ten times as quick as Django's own language, which matters in tables.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "registry_app.web.environment.environment",
            "undefined": StrictUndefined,
            "auto_reload": DEVELOPING,
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry_app.web.template_context.csrf",
            ],
        },
    }
]
FORM_RENDERER = "registry_app.web.kit.form_renderer.SiteRenderer"
# Mail about inboxes, which the worker sends; none without a host.
EMAIL_HOST, EMAIL_PORT = SITE.mail_host, SITE.mail_port
EMAIL_USE_TLS = SITE.mail_security == "starttls"
EMAIL_USE_SSL = SITE.mail_security == "tls"
EMAIL_HOST_USER = SITE.mail_user
EMAIL_HOST_PASSWORD = SITE.mail_password.get_secret_value() if SITE.mail_password else ""
# The worker waits for it, and its lease lasts a minute.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SITE.mail_from
SITE_URL = SITE.url
LANGUAGE_CODE = "en"
# One language: looking for translations would cost a fifth of a page.
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

AUTH_USER_MODEL = "registry_app.StaffAccount"
AUTHENTICATION_BACKENDS = ["registry_app.accounts.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "registry_app.accounts.passwords.GuessesValidator"},
]
PASSWORD_HASHERS = ["registry_app.accounts.hashing.BoundedArgon2"]
LOGIN_URL = "registry:login"
LOGIN_REDIRECT_URL = "registry:start"

SESSION_ENGINE = "registry_app.accounts.sessions"
SESSION_COOKIE_AGE = max(int(SITE.session_max_days * 86_400), 1)
SESSION_IDLE_SECONDS = SITE.session_idle_days * 86_400
# Browsers keep a cookie of such a name for this very host, and from https alone.
_COOKIE_PREFIX = "" if DEVELOPING else "__Host-"
# Another site on the same host may have cookies of Django's own names.
_COOKIE_SUFFIX = SITE.root_path.replace("/", "-")
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid{_COOKIE_SUFFIX}"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken{_COOKIE_SUFFIX}"
DEVICE_COOKIE_PREFIX = f"{_COOKIE_PREFIX}device{_COOKIE_SUFFIX}_"
SESSION_COOKIE_SECURE = not DEVELOPING
CSRF_COOKIE_SECURE = not DEVELOPING
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = SITE.origins()
CSRF_FAILURE_VIEW = "registry_app.serving.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {message_levels.ERROR: "danger"}

STATIC_URL = "/static/"
# Collected for production only; while developing, files are served from their sources.
STATIC_ROOT = None if DEVELOPING else BASE_DIR / "staticfiles"
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPING
        else "registry_app.serving.static_storage.StaticStorage"
    }
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "registry_app.serving.bundles.BundleFinder",
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEVELOPING
WHITENOISE_MAX_AGE = 0 if DEVELOPING else 60

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Tabler's style sheet draws its small signs as data.
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = not DEVELOPING
SECURE_HSTS_SECONDS = 0 if DEVELOPING else 365 * 86_400
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPING
SECURE_HSTS_PRELOAD = not DEVELOPING
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The largest forms are a model card and a page of metrics, those with the most fields a thousand
# chosen versions.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
