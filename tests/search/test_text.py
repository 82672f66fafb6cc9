"""How text is cut, spoken and understood."""

import pytest

from search.documents import DOCUMENTS
from search.highlights import highlights
from search.queries import parse
from search.text import code_grams, normalise, pinyin_tokens, plates_of, runs, tokens


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ＦＤ－２０２３", "fd-2023"),
        ("產業園區", "产业园区"),
        ("Café Ünion", "cafe union"),
        ("①②", "12"),
        ("", ""),
    ],
)
def test_text_has_one_normal_form(text, plain):
    assert normalise(text) == plain


def test_chinese_is_cut_into_pairs_and_each_character_begins_a_token():
    assert tokens("新材料5GW") == ["新材", "材料", "料", "5gw"]
    assert tokens("铜") == ["铜"]


def test_words_are_runs_of_chinese_or_of_letters_and_digits():
    assert runs("年产5GW-N型（一期）_a") == ["年产", "5gw", "n", "型", "一期", "a"]


def test_codes_are_found_by_their_beginnings_and_ends():
    grams = code_grams("FD-2023-007")
    assert {"fd", "fd2023", "fd2023007", "007", "2023007"} <= grams
    assert not {"07", "d", "2023", ""} & grams


def test_pinyin_begins_at_every_character_in_full_and_by_initials():
    assert {"chuxiongguangfu", "xiongguangfu", "guangfu", "cxgf", "gf"} <= pinyin_tokens("楚雄光伏")
    assert pinyin_tokens("ABC 12") == set()


def words(text):
    return [term.words for term in parse(text).terms]


def test_blanks_separate_words_and_punctuation_joins_the_parts_of_a_code():
    assert words("光伏  产业园") == [("光伏",), ("产业园",)]
    assert words("FD-2023-007") == [("fd", "2023", "007")]
    assert words("年产5GW组件") == [("年产",), ("5gw",), ("组件",)]


def test_quotes_of_any_kind_hold_a_phrase_together():
    for text in ('"年产5GW 组件"', "“年产5GW 组件”", "「年产5GW 组件」"):
        assert words(text) == [("年产", "5gw", "组件")]
    assert parse('"光伏 玻璃"').terms[0].words == ("光伏玻璃",)


@pytest.mark.parametrize("text", ["", "   ", "！？。…—", "***", '"""', "\x00\x01", "_", "\u200b"])
def test_a_text_without_words_asks_for_nothing(text):
    assert parse(text).terms == ()


def test_a_long_text_is_cut_and_says_so():
    query = parse("光伏" * 5000)
    assert query.is_cut and len(query.terms) == 1
    many = parse(" ".join(f"词{number}" for number in range(500)))
    assert many.is_cut and len(many.terms) <= 12
    assert not parse("光伏").is_cut


@pytest.mark.parametrize(
    ("text", "plates"),
    [
        ("乘车云E·5K678。", ["云E·5K678"]),
        ("云E5K678、云ED12345 两辆", ["云E5K678", "云ED12345"]),
        ("云Ｅ５Ｋ６７８", ["云E5K678"]),
        ("云甸 5GW，云E", []),
    ],
)
def test_number_plates_are_seen_in_texts(text, plates):
    assert plates_of(text) == plates


@pytest.mark.django_db
def test_a_plate_found_by_its_end_is_marked(samples):
    lead = samples["l_wafer"]
    (found,) = highlights(DOCUMENTS["lead"], lead, parse("k678"), uncovered=False)
    assert "云E·5<mark>K678</mark>" in found.text
