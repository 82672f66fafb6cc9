"""People at the investor: added, changed, their numbers uncovered by a logged act."""

from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from crm.audit.models import Access
from crm.audit.services import access_log
from crm.common.phones import is_phone, normalise_phone
from leads.models import Contact, Lead
from leads.services.rights import lead_for_change

FIELDS = ("name", "position", "phone", "email")


@transaction.atomic
def contact_add(
    *, lead_id: int, name: str, actor: Any, position: str = "", phone: str = "", email: str = ""
) -> Contact:
    lead = lead_for_change(lead_id, actor)
    contact = Contact(lead=lead, company_id=lead.company_id, name=name, position=position, phone=phone, email=email)
    return checked(contact).save_by(actor, _("Contact added"))


@transaction.atomic
def contact_edit(*, contact_id: int, actor: Any, version: int | None = None, **changes: str) -> Contact:
    contact = Contact.objects.visible_to(actor).select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise Http404
    lead_for_change(contact.lead_id, actor)
    if version is not None and version != contact.version:
        raise contact.conflict()
    for name in FIELDS:
        if name in changes:
            setattr(contact, name, changes[name])
    return checked(contact).save_by(actor, _("Contact changed"))


def checked(contact: Contact) -> Contact:
    """A number that is none is kept and marked: it may be all that there is."""
    contact.phone = normalise_phone(contact.phone) if contact.phone else ""
    contact.is_phone_doubtful = bool(contact.phone and not is_phone(contact.phone))
    contact.full_clean()
    return contact


@transaction.atomic
def contacts_uncover(*, lead: Lead, actor: Any) -> list[Contact]:
    """The lead's contacts with their full numbers, and a line in the access log. Http404 for who may not."""
    contacts = list(Contact.objects.uncovered_for(actor).filter(lead=lead))
    if not contacts:
        raise Http404
    access_log(
        kind=Access.Kind.UNMASK,
        actor=actor,
        subject=_("Phone numbers of %(lead)s") % {"lead": lead},
        subject_key=f"lead:{lead.pk}",
        count=len(contacts),
        holders=[lead.owner_id],
    )
    return contacts
