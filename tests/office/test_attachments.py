import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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
