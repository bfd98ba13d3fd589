"""Django's settings. There is no Django database: everything is kept by mldb."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from site_config.config import SiteConfig

BASE_DIR = Path(__file__).resolve().parent.parent
SITE = SiteConfig()
if missing := SITE.missing():
    message = f"Production (SITE_DEBUG=false) needs {' and '.join(missing)}. See .env.example."
    raise ImproperlyConfigured(message)

DEBUG = SITE.debug
SECRET_KEY = SITE.key()
ALLOWED_HOSTS = SITE.hosts()

DATABASES: dict[str, object] = {}
INSTALLED_APPS = ["registry_app"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
ASGI_APPLICATION = "site_config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
