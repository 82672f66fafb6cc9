"""Personal data as those see it who may not read it in full."""

from django import template

from crm.common.phones import mask_phone

register = template.Library()

register.filter("masked", mask_phone)


@register.filter
def masked_email(address: str) -> str:
    """z****@example.com"""
    name, at, host = address.partition("@")
    return f"{name[:1]}****{at}{host}" if address else ""
