from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def note_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(last_login=timezone.now())


class AccountsConfig(AppConfig):
    name = "crm.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from crm.accounts.roles import create_groups

        post_migrate.connect(create_groups, dispatch_uid="accounts.groups")
        # Django saves the whole row to note a sign-in, which would count as an edit of the account.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.sign_in")
