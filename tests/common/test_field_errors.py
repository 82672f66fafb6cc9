"""What is wrong with a field is said in one way by forms, API and models, in both languages."""

from copy import deepcopy
from pathlib import Path

import django
import polib
import pytest
import rest_framework
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import override
from rest_framework import serializers

FOLDER = settings.BASE_DIR / "crm" / "field_errors"
LANGUAGES = {"zh-hans": "zh_Hans", "en": "en"}
FIELDS = [
    (forms.CharField(), "", "请填写此项。", "This field is required."),
    (serializers.CharField(), "", "请填写此项。", "This field is required."),
    (serializers.CharField(), None, "请填写此项。", "This field is required."),
    (
        forms.CharField(max_length=2),
        "三个字",
        "文字有 3 个字，最多 2 个字。",
        "The text has 3 characters; at most 2 fit.",
    ),
    (
        serializers.CharField(max_length=2),
        "三个字",
        "文字过长，最多 2 个字。",
        "The text is too long; at most 2 characters fit.",
    ),
    (
        forms.IntegerField(max_value=5),
        "9",
        "数值过大，最大为 5。",
        "The number is too large; the largest is 5.",
    ),
    (
        serializers.IntegerField(min_value=5),
        1,
        "数值过小，最小为 5。",
        "The number is too small; the smallest is 5.",
    ),
    (forms.IntegerField(), "几个", "请填写整数，例如 12。", "Enter a whole number, such as 12."),
    (serializers.FloatField(), "几个", "请填写数字，例如 12.5。", "Enter a number, such as 12.5."),
    (
        forms.DateField(),
        "2026-13-40",
        "日期不正确，请按 2026-03-15 的格式填写。",
        "This is no date; write it as 2026-03-15.",
    ),
    (
        forms.ChoiceField(choices=[("a", "a")]),
        "b",
        "“b”不在可选项中，请重新选择。",
        "“b” is not among the choices; please choose again.",
    ),
    (serializers.ChoiceField(choices=["a"]), "b", "“b”不在可选项中。", "“b” is not among the choices."),
]


@pytest.mark.parametrize(("field", "value", "chinese", "english"), FIELDS)
def test_a_field_says_what_is_wrong(field, value, chinese, english):
    for language, sentence in (("zh-hans", chinese), ("en", english)):
        mine = deepcopy(field)  # as each request has it
        with override(language):
            with pytest.raises((ValidationError, serializers.ValidationError)) as refused:
                mine.clean(value) if isinstance(mine, forms.Field) else mine.run_validation(value)
            error = refused.value
            told = error.messages if isinstance(error, ValidationError) else error.detail
            assert [str(each) for each in told] == [sentence]


@pytest.mark.parametrize("folder", LANGUAGES.values())
def test_each_sentence_stands_for_one_of_the_libraries(folder):
    """After an update of these one that they say otherwise would come back in their words."""
    django_own = polib.pofile(Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po")
    of_api = polib.mofile(Path(rest_framework.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.mo")
    theirs = {entry.msgid for entry in [*django_own, *of_api]}
    ours = polib.pofile(FOLDER / f"{folder}.catalogue")
    assert not [entry.msgid for entry in ours if entry.msgid not in theirs or not entry.translated()]
    compiled = polib.mofile(FOLDER / folder / "LC_MESSAGES" / "django.mo")
    assert {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in compiled} == {
        entry.msgid: entry.msgstr or entry.msgstr_plural for entry in ours
    }
