"""What stands on the pages, block by block: (kind of block, value), as cms.blocks takes it."""

from typing import Any

from cms.content.facts import HOME_FACTS, OUTPUT_FACTS, PREFECTURE_FACTS, TARGET_FACTS

Block = tuple[str, Any]


def head(language: str, zh: tuple[str, str], en: tuple[str, str]) -> dict[str, Any]:
    heading, intro = en if language == "en" else zh
    return {"heading": heading, "intro": intro}


def pick(language: str, zh: Any, en: Any) -> Any:
    return en if language == "en" else zh


def call(language: str) -> Block:
    value = head(
        language,
        ("您的项目，适合接在哪一环？", "几句话就够。立即得到编号，一个工作日内响应。"),
        (
            "Where would your project join in?",
            "A few words are enough. You get a number at once and a response within one working day.",
        ),
    )
    return "call", {**value, "button": pick(language, "提交投资咨询", "Send an enquiry")}


def home_body(language: str) -> list[Block]:
    facts = head(
        language,
        ("数字说话", "每个数字都注明日期和出处。"),
        ("In figures", "Each figure with its date and source."),
    )
    clusters = head(
        language,
        ("六个产业集群", "三个优势集群，三个新兴集群。看一条链有哪些环节，找到您的位置。"),
        ("Six clusters", "Three leading, three emerging. See the links of each chain and find your place in it."),
    )
    parks = head(
        language,
        ("五个片区", "富民与庄甸、赵家湾与桃园两两相连，云甸是全州“飞地园区”的载体。"),
        (
            "Five parks",
            "Fumin and Zhuangdian lie together, as do Zhaojiawan and Taoyuan; Yundian carries the prefecture's enclave parks.",
        ),
    )
    measures = head(
        language,
        ("23 条措施，写明谁负责", "楚办发〔2023〕7号，2023 年 8 月 31 日印发。投资人最常问的六条："),
        (
            "23 measures, each with who answers for it",
            "Prefecture document Chubanfa [2023] No. 7 of 31 August 2023. Six that investors ask about most:",
        ),
    )
    return [
        ("facts", {**facts, "facts": HOME_FACTS}),
        ("clusters", clusters),
        ("parks", parks),
        ("measures", {**measures, "numbers": [19, 18, 17, 16, 12, 13]}),
        ("steps", {**head(language, ("从咨询到落地", ""), ("From enquiry to opening", "")), "steps": steps(language)}),
        call(language),
    ]


def steps(language: str) -> list[dict[str, str]]:
    zh = [
        ("说说项目", "在线填写，几分钟。原话保存，立即得到编号。"),
        ("一个工作日内响应", "招商人员与您联系，需要什么一次说清。"),
        ("研判与选址", "对照产业、用地、用能和环境分区，给出合适的片区。"),
        ("并联审批", "“首章负责制”：一个部门牵头审核并负责，其他部门跟章审批。"),
    ]
    en = [
        ("Tell us", "Online, in a few minutes. Your words are kept as sent and you get a number at once."),
        ("A response within one working day", "Our staff get in touch and say in one go what is needed."),
        ("Assessment and site", "Industry, land, energy and environmental zoning lead to a park that fits."),
        (
            "Approvals in parallel",
            "Under the first-stamp system one body reviews and answers for it; the others follow.",
        ),
    ]
    return [{"title": title, "text": text} for title, text in pick(language, zh, en)]


def cluster_body(language: str) -> list[Block]:
    targets = head(
        language,
        ("要去的地方", "政策给高新区定的目标。"),
        ("Where the zone is heading", "The targets that the policy sets for it."),
    )
    output = head(
        language,
        ("2022 年各产业产值", "新材料含光伏、铜等。"),
        ("Output by industry, 2022", "New materials include photovoltaics, copper and others."),
    )
    return [
        ("fact_bars", {**output, "facts": OUTPUT_FACTS}),
        ("facts", {**targets, "facts": TARGET_FACTS}),
        call(language),
    ]


def point(title: str, text: str, measure: int) -> dict[str, Any]:
    return {"title": title, "text": text, "measure": measure}


BUSINESS_ZH = [
    point(
        "用电",
        "对主导产业重点工业企业用电给予重点保障；支持通过电力市场化交易获得绿电；推进用电、用气、用热、用水价格改革。",
        17,
    ),
    point("用水与环境权益", "州级统筹碳排放权、用能权、用水权、排污权；低于全省能耗目标值的项目优先办理。", 17),
    point("用地", "重点产业、关键项目的新增建设用地和林地指标由州级统筹；适度增加混合产业用地供给。", 16),
    point("标准厂房与物流", "推进标准厂房、现代物流、数字化和公共服务配套，建设货运场站、智能仓库和冷链平台。", 10),
    point("“标准地”与一颗印章", "鼓励工业项目“标准地”出让，依法推行“一颗印章管审批”。", 18),
    point("首章负责制", "一个部门审核并承担责任，州、市部门跟章审批，集中并联、结果互认。", 19),
    point("人才", "重点产业、重大项目引才“一事一议”；支持校企共建、产教融合和实训基地。", 12),
    point("首违不罚", "建立经营主体首违不罚、轻微违法违规经营行为不予行政处罚清单，设园区服务工作站。", 20),
    point("面向南亚东南亚", "与磨憨、河口、瑞丽联动；与上海嘉定、张江和江苏宿迁共建合作园区。", 13),
]
BUSINESS_EN = [
    point(
        "Power",
        "Supply to key companies of the leading industries is secured; green power can be bought on the market; prices of power, gas, heat and water are being reformed.",
        17,
    ),
    point(
        "Water and emission rights",
        "Carbon, energy, water and discharge rights are coordinated by the prefecture; projects below the province's energy target go first.",
        17,
    ),
    point(
        "Land",
        "Land and forest quotas for key industries and projects are coordinated by the prefecture; more land of mixed industrial use is supplied.",
        16,
    ),
    point(
        "Factory units and logistics",
        "Standard factories, logistics, digital and public services, freight yards, automated warehouses and a cold-chain platform.",
        10,
    ),
    point(
        "Standard land, one seal",
        "Industrial land is offered with its standards known beforehand, and one seal approves.",
        18,
    ),
    point(
        "First-stamp system",
        "One body reviews and answers for an approval; the others stamp after it, in parallel, and recognise the result.",
        19,
    ),
    point(
        "Talent",
        "People for key industries and major projects are recruited case by case; companies and universities train together.",
        12,
    ),
    point(
        "No fine for a first slip",
        "Lists of first and minor offences that are not fined, and service stations in the parks.",
        20,
    ),
    point(
        "Towards South and Southeast Asia",
        "Linked with the border zones of Mohan, Hekou and Ruili, and with parks in Shanghai and Jiangsu.",
        13,
    ),
]


def doing_business(language: str) -> list[Block]:
    points = head(
        language,
        ("政策写明的保障", "以下为摘要，以措施原文为准。"),
        ("What the policy secures", "These are summaries; the measure's own text is the one that counts."),
    )
    table = head(
        language,
        ("楚雄州的几个数字", "未注明出处的，正在核实。"),
        ("The prefecture in figures", "Where no source is named it is being verified."),
    )
    prices = head(
        language,
        ("价格与费率", "土地、厂房、电、水、气、热的价格由高新区公布；尚未公布的写“待公布”，不作估计。"),
        (
            "Prices and rates",
            "Land, buildings, power, water, gas and heat: the zone announces its prices. Until it has, this portal says so and does not guess.",
        ),
    )
    return [
        ("points", {**points, "points": pick(language, BUSINESS_ZH, BUSINESS_EN)}),
        ("fact_table", {**table, "facts": PREFECTURE_FACTS}),
        questions(language),
        ("call", {**prices, "button": pick(language, "询问具体价格", "Ask for a price")}),
    ]


def questions(language: str) -> Block:
    zh = [
        ("多久有人回复？", "提交后立即得到编号，一个工作日内响应，进展可凭链接查询。"),
        (
            "审批要跑几个部门？",
            "政策推行“首章负责制”：一个部门审核审查并承担责任，其他部门跟章审批，集中并联、结果互认（第十九条）。具体适用事项由有关部门另行确定。",
        ),
        (
            "地价、电价、水价是多少？",
            "高新区公布后在本网站列出，注明日期和出处；尚未公布的写“待公布”。可先提交咨询询问。",
        ),
        (
            "政策措施会不会退税？",
            "23 条措施中的财税和分享安排是政府之间的（第十四、十五条），不是对企业的税收返还承诺。",
        ),
        ("可以用英文咨询吗？", "可以，中文英文都行。您的原话会原样保存。"),
    ]
    en = [
        (
            "How soon will I hear from you?",
            "You get a number at once and a response within one working day; a link shows how far we are.",
        ),
        (
            "How many offices do I have to visit for approvals?",
            "Under the first-stamp system one body reviews and answers for an approval, and the others follow in parallel and recognise the "
            "result (measure 19). Which approvals it applies to is determined separately.",
        ),
        (
            "What do land, power and water cost?",
            "Once the zone has announced its prices they are listed here with date and source; until then the portal says that they are to "
            "be announced. Please ask by an enquiry.",
        ),
        (
            "Do the measures refund taxes?",
            "What they say on finance and shares is between governments (measures 14 and 15). It is no promise of a refund to companies.",
        ),
        ("May I write in English?", "Yes, in English or Chinese. What you write is kept exactly as you sent it."),
    ]
    asked = [{"question": question, "answer": answer} for question, answer in pick(language, zh, en)]
    return "questions", {**head(language, ("常见问题", ""), ("Questions that investors ask", "")), "questions": asked}


POLICY_FILE = ("楚办发〔2023〕7号（全文）", "clusters/reference/policy/chubanfa-2023-7.txt")


def downloads(language: str) -> list[Block]:
    files = head(
        language,
        ("可下载的文件", "文件均注明日期和出处。"),
        ("Files to take away", "Each with its date and source."),
    )
    note = pick(
        language,
        "《关于支持楚雄国家高新区高质量发展的政策措施》全文，2023 年 8 月 31 日，州委办公室、州人民政府办公室印发。纯文本。",
        "Full text of the 23 measures, in Chinese, issued on 31 August 2023 by the prefecture's general offices. Plain text.",
    )
    name = pick(language, "", "Chubanfa [2023] No. 7: the 23 measures in full (Chinese)")
    return [("downloads", {**files, "documents": [{"file": POLICY_FILE, "name": name, "note": note}]})]


LEGAL = {
    "contact": {
        "zh-hans": "<p>云南省楚雄彝族自治州楚雄市，楚雄国家高新技术产业开发区。邮编 675000，电话区号 0878。</p>"
        "<p>联系电话与邮箱：待公布。请先通过“投资咨询”与我们联系，提交后立即得到编号，一个工作日内响应。</p>",
        "en": "<p>Chuxiong National High-tech Industrial Development Zone, Chuxiong City, Chuxiong Yi Autonomous Prefecture, "
        "Yunnan, China. Postcode 675000, area code 0878.</p><p>Phone and e-mail: to be announced. Until then please use "
        "the enquiry form: you get a number at once and a response within one working day.</p>",
    },
    "privacy": {
        "zh-hans": "<h2>我们处理什么</h2><p>您在投资咨询中填写的内容，其中姓名、电话、邮箱是个人信息。</p>"
        "<p>分步填写时，已填内容保存 7 天，便于您接着填；提交前无人查看，您可随时清除，逾期自动删除。</p>"
        "<h2>为了什么</h2><p>答复和跟进您的咨询，不作他用。</p><h2>谁能看到</h2><p>楚雄国家高新区负责招商的工作人员。</p>"
        "<h2>您的权利</h2><p>可以查阅、更正、删除，也可以随时撤回同意。在咨询的查询页可以撤回并要求删除个人信息；其他要求请在咨询中写明编号。</p>"
        "<h2>本网站</h2><p>不使用第三方统计、广告或跟踪，不向第三方发出任何请求。只使用表单安全、接着填写和选址清单所必需的 Cookie。"
        "为防止滥发，提交表单时短时记录网络地址，用后即失效。</p>",
        "en": "<h2>What we process</h2><p>What you write in an enquiry. Your name, phone number and e-mail address are personal "
        "information.</p><p>While you fill in the steps, what you typed is kept for 7 days so that you can go on; nobody reads "
        "it before you send it, you can erase it at any time, and it is erased by itself after that.</p><h2>What for</h2><p>To answer and follow up your enquiry, and for nothing else.</p>"
        "<h2>Who sees it</h2><p>The zone's staff for investment.</p><h2>Your rights</h2><p>You may see, correct and erase it, "
        "and withdraw your consent at any time. On the page of your enquiry you withdraw it and have your personal information "
        "erased; for anything else please write an enquiry, with the number.</p>"
        "<h2>This portal</h2><p>It uses no statistics, advertising or tracking by others and sends no request to anybody else. "
        "The only cookies are those that keep the form safe, lead back to what you began and hold your shortlist. To hold off floods of messages your network address is kept "
        "for some minutes when you send the form.</p>",
    },
    "accessibility": {
        "zh-hans": "<p>本网站按 WCAG 2.2 AA 建设：可用键盘操作，不依赖 JavaScript，图示旁均有文字列表，支持放大和窄屏。</p>"
        "<p>如遇到使用困难，请通过“投资咨询”告诉我们，我们会改进，并用其他方式向您提供所需内容。</p>",
        "en": "<p>This portal is built to WCAG 2.2 AA: it works by keyboard and without JavaScript, each drawing has its list "
        "in words, and it can be enlarged and read on a narrow screen.</p><p>If something does not work for you, please "
        "tell us by the enquiry form: we mend it, and give you what you need in another way.</p>",
    },
}


def legal_body(name: str, language: str) -> list[Block]:
    """The contact page ends with the way to the form."""
    return [("text", LEGAL[name][language]), *([call(language)] if name == "contact" else [])]
