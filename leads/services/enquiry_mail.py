"""Mail to whoever sent an enquiry, in the language of the enquiry, with the address on which it can be followed."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override

from crm.office.outbox import enqueue
from leads.following import follow_address
from leads.models import Enquiry


def mail_receipt(enquiry: Enquiry) -> None:
    """The number and the address, as soon as the enquiry is in."""
    with override(enquiry.language):
        subject = _("Your enquiry %(number)s has arrived") % {"number": enquiry.number}
        text = _("Thank you. Your enquiry has arrived; we respond within one working day.")
        mail_to_investor(enquiry, subject, text)


def mail_to_investor(enquiry: Enquiry, subject: str, text: str) -> None:
    """Nothing where no address was left, or none that mail can go to."""
    address = str(enquiry.sent.get("email") or "").strip()
    try:
        validate_email(address)
    except ValidationError:
        return
    follow = follow_address(enquiry)
    if follow:
        text += "\n\n" + _("Follow it, add to it or withdraw it here:") + f"\n{follow}"
    key = f"enquiry:{enquiry.pk}:{enquiry.version}"
    enqueue("mail", {"to": [address], "subject": subject, "text": text}, key=key)
