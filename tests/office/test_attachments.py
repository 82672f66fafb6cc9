import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from crm.accounts.roles import Role
from crm.audit.models import Access
from crm.common.errors import RuleError
from crm.office.models import Attachment
from crm.office.services import attachment_add
from tests.factories.accounts import UserFactory
from tests.factories.clusters import CompanyFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 hello"


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


def pdf(name="报告.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_a_file_hangs_on_a_record_and_leaves_a_trace():
    actor, company = UserFactory(roles=[Role.PROMOTER]), CompanyFactory()
    attachment = attachment_add(subject=company, file=pdf(), actor=actor)
    assert (attachment.subject, attachment.media_type, attachment.size) == (company, "application/pdf", len(PDF))
    assert attachment.history.first().history_user == actor


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "file_kind"),
        ("a.jpg", b"MZ\x90\x00", "file_content"),
        ("a.pdf", b"", "file_empty"),
        ("a.txt", b"a\x00b", "file_content"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content, code):
    with pytest.raises(RuleError) as refused:
        attachment_add(subject=CompanyFactory(), file=pdf(name, content), actor=UserFactory(roles=[Role.PROMOTER]))
    assert refused.value.code == code
    assert not Attachment.objects.exists()


def test_large_files_are_refused(settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    with pytest.raises(RuleError) as refused:
        attachment_add(subject=CompanyFactory(), file=pdf(), actor=UserFactory(roles=[Role.PROMOTER]))
    assert refused.value.code == "file_size"


def test_nothing_hangs_on_a_record_that_one_does_not_see():
    with pytest.raises(RuleError):
        attachment_add(subject=CompanyFactory(), file=pdf(), actor=UserFactory(roles=[Role.AUDITOR]))


def test_confidential_files_exist_for_their_people_only(client):
    owner, colleague = UserFactory(roles=[Role.MANAGER]), UserFactory(roles=[Role.MANAGER])
    company = CompanyFactory(is_confidential=True)
    company.named_people.add(owner)
    attachment = attachment_add(subject=company, file=pdf(), actor=owner)
    assert list(Attachment.objects.visible_to(owner)) == [attachment]
    assert not Attachment.objects.visible_to(colleague).exists()
    client.force_login(colleague)
    assert client.get(f"/files/{attachment.pk}/").status_code == 404


def test_downloads_are_served_to_who_sees_the_record_and_logged(client):
    actor = UserFactory(roles=[Role.PROMOTER])
    attachment = attachment_add(subject=CompanyFactory(), file=pdf(), actor=actor)
    client.force_login(actor)
    response = client.get(f"/files/{attachment.pk}/")
    assert b"".join(response.streaming_content) == PDF
    assert Access.objects.get().subject_key == f"attachment:{attachment.pk}"


# --- Shown, small, and several at once ------------------------------------------------------------------------------


def photo(name="现场.jpg", size=(900, 600)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "#2f7d5b").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


def test_pictures_and_pdf_are_shown_in_the_browser_and_everything_else_is_kept(client):
    actor = UserFactory(roles=[Role.PROMOTER])
    client.force_login(actor)
    company = CompanyFactory()
    for file, shown in ((photo(), "inline"), (pdf(), "inline"), (pdf("a.txt", b"text"), "attachment")):
        attachment = attachment_add(subject=company, file=file, actor=actor)
        response = client.get(f"/files/{attachment.pk}/?show=1")
        assert response.headers["Content-Disposition"].startswith(shown)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert Access.objects.count() == 3


def test_a_thumbnail_is_small_and_no_download(client):
    actor = UserFactory(roles=[Role.PROMOTER])
    client.force_login(actor)
    attachment = attachment_add(subject=CompanyFactory(), file=photo(), actor=actor)
    response = client.get(f"/files/{attachment.pk}/thumbnail/")
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.size == (240, 160)
    assert not Access.objects.exists()


def test_what_is_no_picture_has_no_thumbnail(client):
    actor = UserFactory(roles=[Role.PROMOTER])
    client.force_login(actor)
    broken = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff no picture")
    for file in (pdf(), broken):
        attachment = attachment_add(subject=CompanyFactory(), file=file, actor=actor)
        assert client.get(f"/files/{attachment.pk}/thumbnail/").status_code == 404


def test_a_thumbnail_shows_itself_only_to_who_sees_the_record(client):
    company = CompanyFactory(is_confidential=True)
    owner = UserFactory(roles=[Role.MANAGER])
    company.named_people.add(owner)
    attachment = attachment_add(subject=company, file=photo(), actor=owner)
    client.force_login(UserFactory(roles=[Role.MANAGER]))
    assert client.get(f"/files/{attachment.pk}/thumbnail/").status_code == 404


def drop(client, company, *files):
    address = f"/office/records/clusters.company/{company.pk}/files/"
    return client.post(address, {"files": files}, follow=True)


def test_several_files_go_up_at_once_and_a_refused_one_holds_up_no_other(client):
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    company = CompanyFactory()
    page = drop(client, company, photo(), pdf("病毒.jpg", b"MZ\x90\x00"), pdf())
    assert Attachment.objects.count() == 2
    assert "病毒.jpg" in page.text and "2 个文件" in page.text


def test_none_and_too_many_are_said(client):
    client.force_login(UserFactory(roles=[Role.PROMOTER]))
    company = CompanyFactory()
    assert "请选择文件" in drop(client, company).text
    page = drop(client, company, *(pdf(f"{number}.pdf") for number in range(22)))
    assert Attachment.objects.count() == 20 and "2" in page.text


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_readers_drop_nothing(client, role):
    client.force_login(UserFactory(roles=[role]))
    assert drop(client, CompanyFactory(), pdf()).status_code == 403
    assert not Attachment.objects.exists()
