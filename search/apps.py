from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from crm.accounts.roles import Role
        from crm.office.heads import HeadItem
        from crm.office.heads import register as register_head
        from crm.office.navigation import NavItem
        from crm.office.navigation import register as register_menu_item
        from search.engines.tables import create_tables
        from search.kinds import register_kinds
        from search.permission import forget
        from search.signals import follow_changes

        register_kinds()
        menu = NavItem(
            "search_failures",
            _("Not in the search index"),
            "search",
            "search:failures",
            (Role.ADMINISTRATOR,),
            order=915,
        )
        register_menu_item(menu)
        register_head(HeadItem("search/box.html", ("office", "partner")))
        # From whoever migrates first, so that the tables stand before reference data comes in.
        post_migrate.connect(create_tables, dispatch_uid="search.tables")
        post_migrate.connect(forget, dispatch_uid="search.permission")
        follow_changes()
