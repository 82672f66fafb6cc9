"""Every model has its one door of row permission."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from tests.structure import PACKAGES


def own_models() -> list[type]:
    """The models of the project: without historical rows, which are seen through their record, and Wagtail's pages."""
    from wagtail.models import Page

    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        and not hasattr(model, "instance_type")
        and not issubclass(model, Page)
    ]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_model_says_what_a_person_may_see(model):
    assert hasattr(model._default_manager.all(), "visible_to"), f"{model._meta.label} has no visible_to(user)"


@pytest.mark.django_db
@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_visible_to_answers_for_a_visitor_without_account(model):
    assert model._default_manager.visible_to(AnonymousUser()).count() >= 0
