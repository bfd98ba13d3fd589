"""Where Django looks for the user model; no model here has a table."""

from registry_app.accounts.account import StaffAccount

__all__ = ["StaffAccount"]
