"""Accounts: made, changed, locked out and let in again by an administrator, each act with its trace."""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from crm.accounts.models import Organisation, Team, User
from crm.accounts.roles import Role
from crm.accounts.sessions import end_sessions
from crm.accounts.tokens import end_tokens
from crm.common.errors import RuleError


def check_roles(roles: list[str], organisation: Organisation | None) -> None:
    """Partners belong to a partner park and have no other role; department officers belong to a department."""
    if not roles:
        raise RuleError(_("Give the account at least one role."), code="no_role", field="roles")
    kind = organisation.kind if organisation else ""
    if Role.PARTNER in roles and (kind != Organisation.Kind.PARTNER or len(roles) > 1):
        raise RuleError(
            _("A partner's account belongs to a partner park and has no other role."), code="partner", field="roles"
        )
    if Role.DEPARTMENT in roles and kind != Organisation.Kind.DEPARTMENT:
        raise RuleError(
            _("A department's account belongs to a responsible department."), code="department", field="organisation"
        )


def set_roles(user: User, roles: list[str]) -> str:
    """Puts the groups right and returns the sentence for history."""
    before = set(user.groups.values_list("name", flat=True))  # also of an account that is being closed
    user.groups.set(Group.objects.filter(name__in=roles))
    user.__dict__.pop("roles", None)
    if before == set(roles):
        return ""
    shown = [" ".join(str(Role(role).label) for role in sorted(names)) or "—" for names in (before, set(roles))]
    return _("Roles: %(old)s → %(new)s") % {"old": shown[0], "new": shown[1]}


@transaction.atomic
def account_create(
    *,
    username: str,
    full_name: str,
    roles: list[str],
    actor: Any,
    organisation: Organisation | None = None,
    team: Team | None = None,
    email: str = "",
    phone: str = "",
) -> tuple[User, str]:
    """The account and its first password, which is shown once and never kept in clear."""
    check_roles(roles, organisation)
    user = User(username=username, full_name=full_name, organisation=organisation, team=team, email=email, phone=phone)
    password = first_password(user)
    user.set_password(password)
    user.full_clean()
    user.save_by(actor, _("Account made"))
    set_roles(user, roles)
    return user, password


def first_password(user: User) -> str:
    password = secrets.token_urlsafe(12)
    validate_password(password, user)
    return password


@transaction.atomic
def account_change(*, user: User, roles: list[str], actor: Any, reason: str = "") -> User:
    """Save an edited account (unsaved changes on `user`) with these roles."""
    check_roles(roles, user.organisation)
    keep_an_administrator(user, Role.ADMINISTRATOR in roles and user.is_active)
    told = [set_roles(user, roles), reason]
    if not user.is_active:
        told += close_doors(user, actor)
    user.full_clean()
    return user.save_by(actor, " ".join(filter(None, told)))


@transaction.atomic
def account_set_active(*, user_id: int, active: bool, actor: Any, reason: str = "") -> User:
    user = User.objects.visible_to(actor).select_for_update().get(pk=user_id)
    keep_an_administrator(user, active)
    user.is_active = active
    told = [reason or (_("Account opened") if active else _("Account closed"))]
    if not active:
        told += close_doors(user, actor)
    return user.save_by(actor, " ".join(told))


def close_doors(user: User, actor: Any) -> list[str]:
    """A closed account keeps neither token nor session, also for the day when it is opened again; what was ended."""
    if user == actor:
        raise RuleError(_("You cannot close your own account."), code="own_account")
    acts = [(end_tokens(user), _("API token ended")), (end_sessions(user), _("Signed out everywhere"))]
    return [sentence for count, sentence in acts if count]


def keep_an_administrator(user: User, stays: bool) -> None:
    others = User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exclude(pk=user.pk)
    is_one = user.groups.filter(name=Role.ADMINISTRATOR).exists()
    if is_one and not stays and not others.exists():
        raise RuleError(_("This is the last administrator: name another one first."), code="last_administrator")


@transaction.atomic
def account_let_in(*, user_id: int, actor: Any, password: bool, second_factor: bool) -> str:
    """Lift the lock after failed sign-ins; with a new password (returned, shown once), without the second factor."""
    user = User.objects.visible_to(actor).select_for_update().get(pk=user_id)
    reset(username=user.username)
    acts = [_("Lock lifted")]
    new_password = ""
    if password:
        new_password = first_password(user)
        user.set_password(new_password)
        acts.append(_("new password"))
        if end_tokens(user):
            acts.append(_("API token ended"))
    if second_factor:
        Authenticator.objects.filter(user=user).delete()
        acts.append(_("second factor taken away"))
    user.save_by(actor, _(", ").join(acts))
    return new_password
