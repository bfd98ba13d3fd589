"""The site's own settings, from the environment or a `.env` file."""

import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_KEY_LENGTH: Final = 50
_KEY_CHARACTERS: Final = 10
"""So many different ones, as 50 times the same is no secret."""

_MAKE_A_KEY: Final = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _root_path(path: str) -> str:
    path = path.strip().strip("/")
    segments = path.split("/") if path else []
    if any(not re.fullmatch(r"[\w~-][\w.~-]*", segment, re.ASCII) for segment in segments):
        message = "a path such as /models-app, of letters, digits and . _ ~ - only"
        raise ValueError(message)
    return "".join(f"/{segment}" for segment in segments)


def _url(text: str) -> str:
    text = text.strip().rstrip("/")
    if text and not re.fullmatch(r"https?://[^\s/?#@]+(/[\w.~/-]*)?", text):
        message = f"{text!r} is no URL such as https://models.example.org/models-app"
        raise ValueError(message)
    return text


def _origins(text: str) -> str:
    for origin in _listed(text):
        if not re.fullmatch(r"https?://(\*\.)?([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?", origin):
            message = (
                f"{origin!r} is no origin: a scheme, a host and its port if it has one, such as "
                "https://models.example.org:8443"
            )
            raise ValueError(message)
    return text


RootPath = Annotated[str, AfterValidator(_root_path)]


class SiteConfig(BaseSettings):
    """How the site runs: for development as it is, for production with a key and host names."""

    model_config = SettingsConfigDict(
        env_prefix="SITE_",
        env_file=".env",
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    debug: bool = True
    """Development mode: false in production, which then needs the next two."""
    secret_key: SecretStr | None = None
    """Signs cookies: at least 50 random characters that nobody else knows."""
    allowed_hosts: str = ""
    """Host names under which the site is reached, separated by commas."""
    session_idle_days: float = Field(default=7.0, gt=0, le=365)
    """Whoever doesn't use the site for so long logs in again."""
    session_max_days: float = Field(default=30.0, gt=0, le=365)
    """Whoever gave the password so long ago logs in again."""
    security_log: str = ""
    """File for the security log; without it the log goes to stderr."""
    root_path: RootPath = ""
    """Path below which a proxy serves the site, such as /models-app; empty: it has its own host."""
    trusted_origins: Annotated[str, AfterValidator(_origins)] = ""
    """Origins whose forms are accepted beside the site's own, separated by commas."""
    url: Annotated[str, AfterValidator(_url)] = ""
    """URL of the start page as people open it, for links in mails, such as https://models.example."""
    mail_host: str = ""
    """SMTP server for mail about people's inboxes; without one none is sent."""
    mail_port: int = Field(default=587, ge=1, le=65_535)
    """Its port."""
    mail_security: Literal["starttls", "tls", ""] = "starttls"
    """How the connection to it is encrypted: starttls, tls from the start, or empty: not at all."""
    mail_user: str = ""
    """Account there; empty: it asks for none."""
    mail_password: SecretStr | None = None
    """Password of the account."""
    mail_from: str = "modelbook@localhost"
    """Address that the mails come from."""
    name: str = Field(default="", max_length=100)
    """What the page of the login calls this installation; empty: its host name."""
    account_contact: str = Field(default="", max_length=200)
    """Whom that page says to ask for an account; empty: an admin of this site."""
    mlflow_anonymous: Literal["", "read", "write"] = ""
    """What MLflow's clients may do without a token, on a laptop: read, write; empty: nothing."""
    mlflow_anonymous_in_production: bool = False
    """Confirms the setting before for production."""

    def origins(self) -> list[str]:
        """The trusted origins one by one."""
        return _listed(self.trusted_origins)

    def hosts(self) -> list[str]:
        """The allowed hosts one by one; in development this machine's."""
        of_this_machine = ["localhost", "127.0.0.1", "[::1]"] if self.debug else []
        return _listed(self.allowed_hosts) or of_this_machine

    def key(self) -> str:
        """The secret key; in development one for this process alone."""
        return self.secret_key.get_secret_value() if self.secret_key else secrets.token_urlsafe(50)

    def problem(self) -> str | None:
        """Why the site can't run with these settings, in a sentence; None: it can."""
        if self.security_log and not _is_writable(Path(self.security_log)):
            return (
                f"SITE_SECURITY_LOG: can't write {self.security_log}. Make its folder, and "
                "let the user who runs the site and its commands write there."
            )
        return None if self.debug else self._problem_of_production()

    def _problem_of_production(self) -> str | None:
        required = {"SITE_SECRET_KEY": self.secret_key, "SITE_ALLOWED_HOSTS": self.hosts()}
        if missing := [name for name, value in required.items() if not value]:
            return f"Production (SITE_DEBUG=false) needs {' and '.join(missing)}. See .env.example."
        if len(self.key()) < _KEY_LENGTH or len(set(self.key())) < _KEY_CHARACTERS:
            return (
                f"SITE_SECRET_KEY can be guessed: it needs at least {_KEY_LENGTH} random "
                f"characters. Make one with: {_MAKE_A_KEY}"
            )
        if self.mlflow_anonymous and not self.mlflow_anonymous_in_production:
            return (
                "SITE_MLFLOW_ANONYMOUS lets everybody who reaches this site "
                f"{self.mlflow_anonymous}. Leave it out, or confirm it for production with "
                "SITE_MLFLOW_ANONYMOUS_IN_PRODUCTION=true."
            )
        return None


def _is_writable(path: Path) -> bool:
    if path.exists():
        return path.is_file() and os.access(path, os.W_OK)
    return os.access(path.parent, os.W_OK)
