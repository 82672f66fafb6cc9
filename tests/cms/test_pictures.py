"""Pictures that editors put on a page: modern formats, several widths, and nothing else from that folder."""

import re
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images.models import Image

from cms.models import ContentPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portal")]


@pytest.fixture
def html(client):
    buffer = BytesIO()
    Drawing.new("RGB", (1600, 900), "#0f3d33").save(buffer, "PNG")
    picture = Image.objects.create(title="A field", file=ImageFile(buffer, name="field.png"))
    page = ContentPage.objects.get(slug="contact", locale__language_code="en")
    page.body = [("picture", {"image": picture, "alt": "A field of panels", "caption": "Drawn by ourselves"})]
    page.save_revision().publish()
    return client.get("/en/contact/").content.decode()


def test_a_picture_comes_in_modern_formats_and_three_widths(client, html):
    assert 'type="image/avif"' in html and 'type="image/webp"' in html
    assert 'alt="A field of panels"' in html and 'loading="lazy"' in html and "sizes=" in html
    assert re.search(r'<img[^>]+width="\d+"[^>]*height="\d+"|<img[^>]+height="\d+"[^>]*width="\d+"', html)
    for width in (480, 960, 1440):
        assert f" {width}w" in html
    for address in set(re.findall(r"/media/images/[^\s,\"]+", html)):
        answer = client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"], address
        assert answer.headers["Content-Type"] in {"image/avif", "image/webp", "image/jpeg"}, address


def test_originals_and_ways_out_of_the_folder_are_not_served(client, html):
    original = Image.objects.get().file.name
    for path in (f"/media/{original}", f"/media/images/../{original}", "/media/images/", "/media/images/nothing.webp"):
        assert client.get(path).status_code in {400, 404}, path
