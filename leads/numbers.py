"""Numbers given to leads and enquiries."""

import secrets

from django.utils import timezone

from leads.models import Enquiry, Sequence

# Without 0/O, 1/I/L: read out over the telephone.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def next_lead_code() -> str:
    """`XS-2026-00042`, counted from 1 in each year. Call inside a transaction: the counter's row stays locked."""
    return next_lead_codes(1)[0]


def next_lead_codes(count: int) -> list[str]:
    year = timezone.localdate().year
    sequence, _ = Sequence.objects.select_for_update().get_or_create(key=f"lead-{year}")
    first, sequence.last = sequence.last + 1, sequence.last + count
    sequence.save(update_fields=["last"])
    return [f"XS-{year}-{number:05}" for number in range(first, sequence.last + 1)]


def next_enquiry_number() -> str:
    """`ZX-20261124-7K3MQ`: the tail is random, so that nobody can follow a stranger's enquiry by counting."""
    day = timezone.localdate().strftime("%Y%m%d")
    while True:
        number = f"ZX-{day}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"
        if not Enquiry.objects.filter(number=number).exists():
            return number
