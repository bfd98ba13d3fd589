"""The site's own settings, from the environment or a `.env` file."""

import secrets

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    def hosts(self) -> list[str]:
        """The allowed hosts one by one; in development this machine's."""
        hosts = [host.strip() for host in self.allowed_hosts.split(",") if host.strip()]
        return hosts or (["localhost", "127.0.0.1", "[::1]"] if self.debug else [])

    def key(self) -> str:
        """The secret key; in development one for this process alone."""
        return self.secret_key.get_secret_value() if self.secret_key else secrets.token_urlsafe(50)

    def missing(self) -> list[str]:
        """Names of the settings that production can't do without."""
        if self.debug:
            return []
        required = {"SITE_SECRET_KEY": self.secret_key, "SITE_ALLOWED_HOSTS": self.allowed_hosts}
        return [name for name, value in required.items() if not value]
