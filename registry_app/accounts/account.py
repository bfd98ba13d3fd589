"""The staff user in the form that Django's authentication needs."""

from typing import Any, ClassVar, Never, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from mldb.schemas import StaffUserCredentials, StaffUserUpdate
from mldb.values.enums import Role
from registry_app.core.registry import Registry


class NoManager(models.Manager["StaffAccount"]):
    """There is no Django table to ask; Django asks for a manager all the same."""

    def get_queryset(self) -> Never:
        """Refuse: staff users come from mldb's services."""
        raise TypeError("Staff users are kept by mldb, not by Django's ORM.")


class StaffAccount(AbstractBaseUser):
    """A staff user as read from mldb; Django itself never stores it."""

    id: Any = models.BigIntegerField(primary_key=True)
    username: Any = models.CharField(max_length=150, unique=True)
    display_name: Any = models.CharField(max_length=255)
    role: Any = models.CharField(max_length=10)
    is_active: Any = models.BooleanField()
    must_change_password: Any = models.BooleanField()
    row_version: Any = models.BigIntegerField()
    # Of the inbox, up to 100: read with the session, and shown on every page.
    unread_count: int = 0
    # Removes the column, and with it the signal handler that would write it at every login.
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = NoManager()

    class Meta:
        """Not a table, and no permissions of Django's."""

        managed = False
        default_permissions = ()

    @classmethod
    def of(cls, user: StaffUserCredentials) -> Self:
        """The account of this staff user."""
        account = cls(
            id=user.id,
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            is_active=user.is_active,
            must_change_password=user.must_change_password,
            row_version=user.row_version,
            password=user.password_hash,
        )
        account.unread_count = user.unread_count
        return account

    def has_role(self, role: Role) -> bool:
        """Whether the account may do what this role may."""
        return self.is_active and Role(self.role).includes(role)

    @property
    def is_editor(self) -> bool:
        """For templates: may change models."""
        return self.has_role(Role.EDITOR)

    @property
    def is_admin(self) -> bool:
        """For templates: may purge, and manage staff."""
        return self.has_role(Role.ADMIN)

    def save(self, *_: Any, update_fields: Any = None, **__: Any) -> None:
        """Store a changed password, the one thing that Django's own views change.

        With `update_fields` it is the same password, hashed as the settings say today.
        """
        data = StaffUserUpdate(row_version=self.row_version, password_hash=self.password)
        if update_fields is None:
            data = data.model_copy(update={"must_change_password": False})
        changed = Registry(self.username).staff.update(self.id, data, reason="Password")
        self.row_version = changed.row_version
        self.must_change_password = changed.must_change_password
