"""What an editor may do in the portal's admin."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import connection

from crm.accounts.roles import Role, grant

grant("cms.fact", {Role.EDITOR: "view add change delete"})
grant("cms.measureguide", {Role.EDITOR: "view add change delete"})
grant("wagtail_localize.translation", {Role.EDITOR: "submit"})
grant("wagtailredirects.redirect", {Role.EDITOR: "view add change delete"})

PAGE_ACTIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
COLLECTION_ACTIONS = (
    ("wagtailimages", ("add_image", "change_image", "choose_image")),
    ("wagtaildocs", ("add_document", "change_document", "choose_document")),
)


def grant_after_migrate(plan: Iterable[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """The post_migrate signal of every app, for the permissions of Wagtail's come after ours. Not going backwards."""
    tables = {"wagtailcore_grouppagepermission", "wagtailcore_groupcollectionpermission"}
    if not any(step[1] for step in plan) and tables <= set(connection.introspection.table_names()):
        grant_pages()


def grant_pages() -> None:
    """Idempotent: the editors' rights to the page tree, pictures and documents, once these exist."""
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

    group = Group.objects.filter(name=Role.EDITOR).first()
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    if group is None or root is None or collection is None:
        return
    for permission in permissions("wagtailcore", PAGE_ACTIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    for app, actions in COLLECTION_ACTIONS:
        for permission in permissions(app, actions):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def permissions(app: str, codenames: tuple[str, ...]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
