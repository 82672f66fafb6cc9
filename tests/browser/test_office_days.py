"""Files of a record, the numbers and the reminders in a real browser."""

import io

import pytest
from django.utils import timezone
from PIL import Image

from crm.accounts.roles import Role
from crm.office.models import Attachment
from tests.factories.clusters import CompanyFactory
from tests.factories.leads import LeadFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# A paste or a drop as a browser makes it, of one small picture.
CARRY = """([kind, bytes]) => {
  const file = new File([new Uint8Array(bytes)], `${kind}.png`, { type: "image/png" });
  const carried = new DataTransfer();
  carried.items.add(file);
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  document.querySelector("form[data-drop]").dispatchEvent(event);
}"""


def picture():
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "#1c5a96").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_picture_is_chosen_pasted_and_dropped(new_page, user_for, violations, width):
    company = CompanyFactory()
    page = new_page(user_for(Role.PROMOTER), width=width)
    page.goto(company.get_absolute_url())
    file = {"name": "现场.png", "mimeType": "image/png", "buffer": picture()}
    with page.expect_navigation():
        page.locator("#drop-files").set_input_files([file, {**file, "name": "合影.png"}])
    for kind in ("paste", "drop"):
        with page.expect_navigation():
            page.evaluate(CARRY, [kind, list(picture())])
    titles = set(Attachment.objects.values_list("title", flat=True))
    assert titles == {"现场.png", "合影.png", "paste.png", "drop.png"}
    shown = page.locator(".office-file-thumbnail img")
    shown.first.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.office-file-thumbnail img').naturalWidth > 0")
    assert shown.count() == 4
    assert not violations(page)


@pytest.mark.parametrize(("width", "language"), [(1280, "zh-hans"), (360, "en")])
def test_the_numbers_are_drawn_and_let_everybody_in(new_page, user_for, violations, width, language):
    LeadFactory.create_batch(3, first_contact_on=timezone.localdate())
    page = new_page(user_for(Role.MANAGER), width=width, language=language)
    page.goto("/office/numbers/")
    page.locator("#funnel .office-chart-drawing svg").wait_for()
    with page.expect_download() as saved:
        page.locator("#funnel [data-chart-picture]").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not violations(page)
    page.goto("/office/reminders/")
    assert not violations(page)
