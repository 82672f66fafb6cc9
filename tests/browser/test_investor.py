"""An investor compares sites, asks what fits, enquires in steps with a break between, and follows the answer."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from cms.setup import create_portal
from leads.models import Enquiry, EnquiryDraft
from tests.factories.offers import make_offers, make_opportunity

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MESSAGE = "We plan to make copper foil for batteries.\nWhen may we visit? 🌞 <b>Thank you</b>"
QUOTE = "重点支持光伏新材料、绿色铜新材料、生物医药等3个优势产业集群提档升级"
PDF = b"%PDF-1.4 \n"
CASES = [(language, width) for language in ("en", "zh-hans") for width in (360, 1280)]
WORDS = {
    "en": {
        "foil": "Copper foil", "compare": "Compare them", "year": "Calculate", "fits": "Show what fits",
        "costs": "What a year here costs", "send_fits": "Send these answers as an enquiry",
        "next": "Next", "back": "Back", "send": "Send the enquiry", "thanks": "Thank you. Your enquiry has arrived.",
        "enquire": "Enquire about it", "add": "Add to the enquiry", "added": "Thank you. What you added has reached",
        "about_these": "Enquire about these sites",
        "yours": "Your answers in “What fits me”",
    },
    "zh-hans": {
        "foil": "电子铜箔", "compare": "比较所选", "year": "测算", "fits": "看看适合什么",
        "costs": "测算这里一年的费用", "send_fits": "将这些回答作为咨询提交", "enquire": "咨询此项目",
        "next": "下一步", "back": "上一步", "send": "提交咨询", "thanks": "谢谢，您的咨询已收到。",
        "add": "提交补充", "added": "谢谢，补充内容已转给经办同事。",
        "about_these": "咨询这些地块", "yours": "您在“适合我的”中的回答",
    },
}  # fmt: skip


@pytest.fixture
def offers(settings):
    settings.ENQUIRY_SECONDS_AT_LEAST = 0
    cache.clear()  # how many forms this machine has sent
    create_portal()
    make_offers()
    return make_opportunity()


def file(name):
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def press(page, name):
    page.get_by_role("button", name=name, exact=True).last.click()


def find_and_compare(page, language, looked):
    """The finder, two sites side by side, one kept, its page, what a year there costs."""
    words = WORDS[language]
    page.goto(f"/{language}/sites/")
    looked(page)
    for number in (0, 1):
        page.locator(".pick input").nth(number).check()
    press(page, words["compare"])
    page.wait_for_url("**/compare/?site=**&site=**")
    looked(page)
    page.locator(".compare .keep-button").first.click()
    page.locator(".kept-count").click()
    expect(page.locator(".site-card")).to_have_count(1)
    looked(page)
    page.locator(".site-card h3 a").first.click()
    code = page.url.rstrip("/").rsplit("/", 1)[1]
    looked(page)
    page.get_by_role("link", name=words["costs"]).click()
    page.locator("#id_power").fill("1000000")
    press(page, words["year"])
    expect(page.locator(".costs-total strong")).not_to_be_empty()
    looked(page)
    return code


def ask_what_fits(page, language, looked):
    words = WORDS[language]
    page.goto(f"/{language}/fits/")
    looked(page)
    page.locator("#id_cluster").select_option("copper")
    page.locator("#id_origin").select_option("abroad")
    page.locator("#id_investment").fill("3.5")
    page.locator("#id_investment_unit").select_option("亿元")
    page.locator("#id_land").fill("100")
    page.locator("#id_power").fill("5000")
    press(page, words["fits"])
    expect(page.locator(".fits-applies").get_by_text(QUOTE)).to_be_visible()
    expect(page.locator(".fits-site").first).to_contain_text("CX-large")
    looked(page)
    page.get_by_role("link", name=words["foil"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["foil"])
    looked(page)
    page.go_back()
    page.get_by_role("link", name=words["send_fits"]).first.click()


def fill_in(page, language, code, looked):
    """What fits, an opportunity and a site kept, as far as the contact; then away: the window is closed."""
    words = WORDS[language]
    expect(page.get_by_text(words["yours"])).to_be_visible()
    looked(page)
    press(page, words["next"])
    page.goto(f"/{language}/opportunities/")
    looked(page)
    page.get_by_role("link", name=words["foil"], exact=True).click()
    page.get_by_role("link", name=words["enquire"]).first.click()
    page.locator(".note a.arrow").click()
    expect(page.locator("input[name=opportunities]")).to_be_checked()
    press(page, words["next"])
    page.goto(f"/{language}/sites/shortlist/")
    page.get_by_role("link", name=words["about_these"]).click()
    page.locator(".note a.arrow").click()
    expect(page.locator(f"input[name=sites][value={code}]")).to_be_checked()
    press(page, words["next"])
    looked(page)
    page.locator("[name=message]").fill(MESSAGE)
    page.locator("[name=files]").set_input_files([file("plan.pdf")])
    press(page, words["next"])
    page.locator("[name=company]").fill("Example Foil GmbH")
    looked(page)
    press(page, words["back"])
    expect(page.locator("[name=message]")).to_have_value(MESSAGE)
    return page.url


def go_on_and_send(page, language, address, looked):
    words = WORDS[language]
    page.goto(address)
    expect(page.get_by_text("plan.pdf").first).to_be_visible()
    press(page, words["next"])
    expect(page.locator("[name=company]")).to_have_value("Example Foil GmbH")
    press(page, words["next"])
    expect(page.get_by_role("alert")).to_be_visible()
    looked(page)
    page.locator("[name=contact_name]").fill("A. Muster")
    page.locator("[name=email]").fill("a.muster@foil.example")
    press(page, words["next"])
    expect(page.locator("main")).to_contain_text(words["foil"])
    looked(page)
    page.locator("[name=consent]").check()
    press(page, words["send"])
    expect(page.get_by_role("heading", level=1)).to_have_text(words["thanks"])
    looked(page)
    return page.locator(".keep-link").get_attribute("href")


def take_and_answer(office, enquiry, answer):
    office.goto(f"{enquiry.get_absolute_url()}answer/")
    office.locator("textarea[name=answer]").fill(answer)
    office.locator("main form button.btn-primary").last.click()
    office.wait_for_url(f"**{enquiry.get_absolute_url()}")


@pytest.mark.parametrize(("language", "width"), CASES)
def test_an_investor_compares_asks_enquires_interrupts_follows_and_is_answered(
    offers, new_page, looked, promoter, language, width
):
    words, first = WORDS[language], new_page(width=width, height=740, language=language)
    code = find_and_compare(first, language, looked)
    ask_what_fits(first, language, looked)
    kept_address = fill_in(first, language, code, looked)
    first.context.close()

    later = new_page(width=width, height=740, language=language)
    follow = go_on_and_send(later, language, kept_address, looked)
    enquiry = Enquiry.objects.get()
    assert enquiry.sent["message"].replace("\r\n", "\n") == MESSAGE and enquiry.lead.company.name == "Example Foil GmbH"
    assert [each.code for each in enquiry.opportunities.all()] == ["foil"] and code in enquiry.sent["sites"]
    assert "3.5" in enquiry.sent["fits"] and EnquiryDraft.objects.get().words == {}

    office = new_page(promoter)
    office.goto(enquiry.get_absolute_url())
    expect(office.get_by_text("plan.pdf").first).to_be_visible()
    expect(office.get_by_text("a.muster@foil.example")).to_have_count(0)
    office.get_by_role("button", name="受理").first.click()
    later.goto(follow)
    expect(later.locator(".progress")).to_contain_text(promoter.full_name)
    later.locator("[name=text]").fill("One more drawing.")
    later.locator("[name=files]").set_input_files([file("drawing.pdf")])
    press(later, words["add"])
    expect(later.get_by_text(words["added"])).to_be_visible()

    take_and_answer(office, enquiry, "You are welcome next Tuesday.")
    expect(office.get_by_text("One more drawing.")).to_be_visible()
    expect(office.get_by_text("drawing.pdf").first).to_be_visible()
    later.goto(follow)
    expect(later.get_by_text("You are welcome next Tuesday.")).to_be_visible()
    looked(later)
    enquiry.refresh_from_db()
    assert enquiry.sent["message"].replace("\r\n", "\n") == MESSAGE, "the words as sent stay"


def test_forty_posts_a_minute_are_refused_politely_and_lose_nothing(offers, new_page, settings):
    settings.ENQUIRY_STEP_LIMIT = 10  # a minute may begin among the forty
    page = new_page(width=360, language="en")
    page.goto("/en/enquiry/")
    press(page, "Next")
    address, token = page.url, page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answers = [
        page.request.post(
            address,
            form={"csrfmiddlewaretoken": token, "go": "next", "message": f"Number {count}."},
            headers={"Referer": address},
            max_redirects=0,
        )
        for count in range(40)
    ]
    refused = [(count, answer.text()) for count, answer in enumerate(answers) if answer.status == 429]
    assert len(refused) >= 10 and {answer.status for answer in answers} <= {303, 429}
    assert all("Your entries are kept" in text and f"Number {count}." in text for count, text in refused)


def test_all_of_it_works_without_scripts_in_chinese(offers, browser, server):
    context = browser.new_context(
        base_url=server.url, java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN"
    )
    words, page = WORDS["zh-hans"], context.new_page()
    page.goto("/zh-hans/fits/")
    page.locator("#id_cluster").select_option("copper")
    press(page, words["fits"])
    expect(page.locator(".provision-quote").first).to_be_visible()
    page.get_by_role("link", name=words["send_fits"]).first.click()
    expect(page.get_by_text(words["yours"])).to_be_visible()
    press(page, words["next"])
    page.locator("[name=message]").fill("想了解用电。")
    press(page, words["next"])
    for name, value in (("company", "示例公司"), ("contact_name", "王芳"), ("phone", "13800008088")):
        page.locator(f"[name={name}]").fill(value)
    press(page, words["next"])
    page.locator("[name=consent]").check()
    press(page, words["send"])
    expect(page.get_by_role("heading", level=1)).to_have_text(words["thanks"])
    assert "绿色铜新材料" in Enquiry.objects.get().sent["fits"]
    context.close()
