"""Tokens by which a person's programs use the API: shown once, kept as a digest, good for `API_TOKEN_DAYS`."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from crm.accounts.models import User


class TokenAuthentication(KnoxAuthentication):
    """The library fails at what cannot be a token; here it is refused like any wrong one."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, AuthToken]:
        if not token.isalnum():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)


class TokenScheme(KnoxTokenScheme):
    target_class = "crm.accounts.tokens.TokenAuthentication"
    name = "tokenAuth"


@transaction.atomic
def token_create(*, actor: Any) -> str:
    """The token itself, for the only time. The former one ends."""
    user = User.objects.select_for_update().get(pk=actor.pk)
    end_tokens(user)
    _held, token = AuthToken.objects.create(user)
    user.save_by(actor, _("API token made"))
    return token


@transaction.atomic
def token_end(*, actor: Any) -> None:
    user = User.objects.select_for_update().get(pk=actor.pk)
    if end_tokens(user):
        user.save_by(actor, _("API token ended"))


def end_tokens(user: User) -> int:
    """How many there were."""
    return AuthToken.objects.filter(user=user).delete()[0]
