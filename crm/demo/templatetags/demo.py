"""The demo's sign-ins, for the sign-in page of a demo."""

from django import template

from crm.demo.people import PASSWORD, PEOPLE, Person

register = template.Library()


@register.simple_tag
def demo_people() -> tuple[Person, ...]:
    return PEOPLE


@register.simple_tag
def demo_password() -> str:
    return PASSWORD
