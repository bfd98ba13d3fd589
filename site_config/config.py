"""The site's own settings, from the environment or a `.env` file."""

import re
import secrets
from typing import Annotated

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _root_path(path: str) -> str:
    path = path.strip().strip("/")
    segments = path.split("/") if path else []
    if any(not re.fullmatch(r"[\w~-][\w.~-]*", segment, re.ASCII) for segment in segments):
        message = "a path such as /models-app, of letters, digits and . _ ~ - only"
        raise ValueError(message)
    return "".join(f"/{segment}" for segment in segments)


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
        env_prefix="SITE_", env_file=".env", extra="ignore", use_attribute_docstrings=True
    )

    debug: bool = True
    """Development mode: false in production, which then needs the next two."""
    secret_key: SecretStr | None = None
    """Signs cookies: 50 random characters that nobody else knows."""
    allowed_hosts: str = ""
    """Host names under which the site is reached, separated by commas."""
    root_path: RootPath = ""
    """Path below which a proxy serves the site, such as /models-app; empty: it has its own host."""
    trusted_origins: Annotated[str, AfterValidator(_origins)] = ""
    """Origins whose forms are accepted beside the site's own, separated by commas."""

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

    def missing(self) -> list[str]:
        """Names of the settings that production can't do without."""
        if self.debug:
            return []
        required = {"SITE_SECRET_KEY": self.secret_key, "SITE_ALLOWED_HOSTS": self.allowed_hosts}
        return [name for name, value in required.items() if not value]
