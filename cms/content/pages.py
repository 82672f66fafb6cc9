"""The pages: for each language its own words, for both the same place in the tree."""

from collections.abc import Callable
from typing import Any, NamedTuple

from cms.content.bodies import cluster_body, doing_business, downloads, legal_body

ZH, EN = "zh-hans", "en"


class Words(NamedTuple):
    title: str
    standfirst: str = ""


class Sheet(NamedTuple):
    """A page below the home page. `fields` takes the language."""

    kind: str
    slug: str
    words: dict[str, Words]
    in_menu: bool = True
    fields: Callable[[str], dict[str, Any]] = lambda language: {}


HOME = {
    ZH: {
        "title": "楚雄国家高新区招商门户",
        "eyebrow": "云南 · 楚雄彝族自治州 · 国家级高新技术产业开发区",
        "headline": "落子滇中 / 接上产业链",
        "standfirst": "光伏新材料、绿色铜新材料、生物医药三个优势集群，五个片区，州委、州政府出台的 23 条支持措施。"
        "说说您的项目，我们在一个工作日内响应。",
        "search_description": "楚雄国家高新区：光伏新材料、绿色铜新材料、生物医药产业集群，五个片区的土地与厂房，23 条政策措施，在线投资咨询。",
    },
    EN: {
        "title": "Invest in Chuxiong National High-tech Zone",
        "eyebrow": "Yunnan, China · Chuxiong Yi Autonomous Prefecture",
        "headline": "Join the value chain / in central Yunnan",
        "standfirst": "Three leading clusters – photovoltaic materials, green copper and pharmaceuticals – in five parks, "
        "backed by 23 measures of the prefecture. Tell us about your project: we respond within one working day.",
        "search_description": "Chuxiong National High-tech Zone in Yunnan, China: photovoltaic, copper and pharmaceutical "
        "clusters, land and factory units in five parks, 23 policy measures, enquiries online.",
    },
}

CLUSTERS = {
    "photovoltaic": {
        ZH: "从工业硅到电站，主链环环相接。政策提出打造千亿级硅光伏产业基地和“光伏之都”重点支撑区，重点工业企业用电给予重点保障。",
        EN: "From industrial silicon to power stations, one chain. The policy sets out a silicon photovoltaic base of "
        "the hundred-billion-yuan class and secures power for key companies.",
    },
    "copper": {
        ZH: "从铜精矿到铜杆、铜板带、铜箔，再到线缆和电子铜箔，再生铜回流。政策力促 20 万吨阴极铜等项目落地，加快绿色铜材加工产业园建设。",
        EN: "From concentrate through cathode to rod, strip and foil, with recycled copper flowing back. The policy "
        "presses ahead with a 200,000-tonne cathode copper project and a park for copper processing.",
    },
    "pharma": {
        ZH: "中药材到中成药（彝药）、原料药到制剂，两条链并行；研发外包、辅料包装、保健品、工业大麻提取在侧。政策定位为云南化学仿制药生产基地、全省工业大麻产业基地。",
        EN: "Two chains side by side: from herbs to Chinese and Yi medicines, and from active ingredients to finished "
        "dosage forms. The policy names the zone a base for generic medicines and for industrial hemp.",
    },
    "food": {
        ZH: "政策重点培育的新兴产业集群之一（第七条），冷链物流与追溯平台在建设之列（第十条）。",
        EN: "One of the emerging clusters that the policy fosters (measure 7), with cold-chain logistics and "
        "traceability among what is being built (measure 10).",
    },
    "chemicals": {
        ZH: "政策重点培育的新兴产业集群之一（第七条），云甸化工园区按标准化建设（第十条），重点企业用电重点保障（第十七条）。",
        EN: "One of the emerging clusters that the policy fosters (measure 7); the Yundian chemical park is built to "
        "standard (measure 10) and key companies' power is secured (measure 17).",
    },
    "manufacturing": {
        ZH: "政策重点培育的新兴产业集群之一（第七条），鼓励培育“专精特新”企业和制造业单项冠军企业（第八条）。",
        EN: "One of the emerging clusters that the policy fosters (measure 7), with specialised and single-product "
        "champion manufacturers encouraged (measure 8).",
    },
}

PARKS = {
    "zhuangdian": {
        ZH: "与富民片区相连，列入州级统筹的电力公网提能改造和供水扩能重点区域。",
        EN: "Joined to Fumin; among the areas where the prefecture raises power-grid and water capacity.",
    },
    "zhaojiawan": {
        ZH: "与桃园片区相连，列入州级统筹的电力公网提能改造和供水扩能重点区域。",
        EN: "Joined to Taoyuan; among the areas where the prefecture raises power-grid and water capacity.",
    },
    "taoyuan": {
        ZH: "与赵家湾片区相连，列入州级统筹的电力公网提能改造和供水扩能重点区域。",
        EN: "Joined to Zhaojiawan; among the areas where the prefecture raises power-grid and water capacity.",
    },
    "fumin": {
        ZH: "与庄甸片区相连，单晶硅棒与硅片在此生产，列入电力与供水保障重点区域。",
        EN: "Joined to Zhuangdian; ingots and wafers are made here. Among the areas of secured power and water.",
    },
    "yundian": {
        ZH: "全州重要的“飞地园区”载体（第十四条），云甸化工园区所在地，电力与供水保障重点区域。",
        EN: "The prefecture's carrier of enclave parks (measure 14) and site of the Yundian chemical park; among the "
        "areas of secured power and water.",
    },
}
PARK_TITLE = {ZH: "{name}片区", EN: "{name} park"}

CONSENT = {
    ZH: "处理者：楚雄国家高新技术产业开发区管理委员会（联系方式见“联系我们”）。\n\n"
    "目的与方式：您填写的姓名、电话、邮箱等个人信息，只用于答复和跟进本次咨询，不作他用，不用于自动化决策。\n\n"
    "谁会看到：楚雄国家高新区招商工作人员。不出售，不向第三方提供；确需转交其他责任单位答复时，会先征得您的单独同意。\n\n"
    "保存多久：保存至咨询办结、不再需要跟进时为止，之后删除；法律、行政法规另有规定的从其规定。撤回咨询时，您可一并要求删除。\n\n"
    "您的权利：您可随时查阅、复制、更正、补充、删除您的个人信息，或撤回同意，可在咨询查询页面办理，也可与我们联系；"
    "撤回同意不影响此前已进行的处理。不提供联系方式，我们就无法答复。依据《中华人民共和国个人信息保护法》。",
    EN: "Who is responsible: the Administrative Committee of Chuxiong National High-tech Industrial Development Zone (see "
    "“Contact”).\n\n"
    "What for and how: your name, phone number, e-mail address and other personal information are used to answer and follow "
    "up this enquiry only, for nothing else and for no automated decision.\n\n"
    "Who sees it: the zone's investment staff. It is not sold and not given to third parties; should another public body "
    "have to answer, we ask for your separate consent first.\n\n"
    "How long: until the enquiry is settled and needs no more following up, then it is erased, unless a law or administrative "
    "regulation says otherwise. When you withdraw an enquiry you may have it erased at once.\n\n"
    "Your rights: you may at any time see, copy, correct, complete or erase your personal information, or withdraw your "
    "consent, on the page of the enquiry or by contacting us; withdrawing does not affect what was done before. Without a way "
    "to reach you we cannot answer. The basis is the Personal Information Protection Law of the People's Republic of China.",
}
PROMISE = {
    ZH: "<h2>提交之后</h2><ol><li>立即得到一个编号和查询链接。</li><li>一个工作日内响应。</li><li>专人跟进，进展可凭链接查询。</li></ol>"
    "<h2>不必一次填全</h2><p>公司、姓名、一种联系方式和几句话就够了。您的原话会原样保存。</p>",
    EN: "<h2>What happens next</h2><ol><li>You get a number and a link at once.</li><li>We respond within one working day."
    "</li><li>A colleague follows up; the link shows how far we are.</li></ol>"
    "<h2>You need not fill in everything</h2><p>Your company, your name, one way to reach you and a few words are enough. "
    "What you write is kept exactly as you sent it. Please write in English or Chinese.</p>",
}


def body_of(make: Callable[[str], list[Any]]) -> Callable[[str], dict[str, Any]]:
    return lambda language: {"body": make(language)}


def policy_fields(language: str) -> dict[str, Any]:
    issued_by = {
        ZH: "中共楚雄州委办公室、楚雄州人民政府办公室",
        EN: "General Offices of the CPC Chuxiong Prefecture Committee and the Chuxiong Prefecture People's Government",
    }
    return {"document_number": "楚办发〔2023〕7号", "issued_by": issued_by[language], "issued_on": "2023-08-31"}


def enquiry_fields(language: str) -> dict[str, Any]:
    return {"consent_text": CONSENT[language], "promise": PROMISE[language]}


SHEETS = [
    Sheet(
        "ClusterIndexPage",
        "clusters",
        {
            ZH: Words(
                "产业集群", "三个优势集群提档升级，三个新兴集群发展壮大。每个集群一页：链上有哪些环节，已有谁，缺什么。"
            ),
            EN: Words(
                "Clusters",
                "Three leading clusters and three emerging ones. Each page shows the links of the chain, who is here already and what is sought.",
            ),
        },
        fields=body_of(cluster_body),
    ),
    Sheet(
        "ParksPage",
        "parks",
        {
            ZH: Words("片区与用地", "五个片区的土地和标准厂房。只列出高新区公开的地块，价格待公布的如实标明。"),
            EN: Words(
                "Parks and land",
                "Land and standard factory units in five parks. Only what the zone has made public is listed; where a price is not announced, it says so.",
            ),
        },
    ),
    Sheet(
        "SitesPage",
        "sites",
        {
            ZH: Words(
                "选址",
                "高新区公开的土地和标准厂房，按面积、供电、供水、价格和入驻时间筛选，最多四处并排比较，选中的可生成 PDF 手册。",
            ),
            EN: Words(
                "Find a site",
                "Land and standard factory units that the zone has made public: narrow them down, compare up to four side by side, and take your shortlist away as a brochure.",
            ),
        },
    ),
    Sheet(
        "FitsPage",
        "fits",
        {
            ZH: Words("适合我的", "回答几个问题，看哪些政策条款适用、依据哪一句原文，哪些地块厂房合适，有哪些机会。"),
            EN: Words(
                "What fits me",
                "Answer a few questions and see which provisions of the policy apply and on which words they rest, which sites suit you, and which opportunities there are.",
            ),
        },
        in_menu=False,
    ),
    Sheet(
        "OpportunitiesPage",
        "opportunities",
        {
            ZH: Words(
                "招商机会", "高新区正在寻求合作的项目：规模、阶段、需求、决策时间、选址和联系部门。未确认的如实标明。"
            ),
            EN: Words(
                "Opportunities",
                "Projects for which the zone looks for partners: scale, stage, what is sought, when it is decided, site and contact desk. What is not confirmed says so.",
            ),
        },
    ),
    Sheet(
        "PolicyIndexPage",
        "policy",
        {
            ZH: Words(
                "政策措施", "《关于支持楚雄国家高新区高质量发展的政策措施》，九个部分、23 条，原文与责任单位逐条列出。"
            ),
            EN: Words(
                "Policy",
                "Measures to support the high-quality development of Chuxiong National High-tech Zone: nine parts, 23 measures, each in its own words with the bodies responsible.",
            ),
        },
        fields=policy_fields,
    ),
    Sheet(
        "CostsPage",
        "costs",
        {
            ZH: Words(
                "成本测算",
                "填入您的用地、厂房、电、水、蒸汽和人数，按高新区公布的单价算出一年的费用，每一步都列明。没有公布的写“待公布”，不作估计。",
            ),
            EN: Words(
                "Cost calculator",
                "Enter the land, space, power, water, steam and people you need: a year's cost by the zone's published rates, with every sum opened. What is not announced says so and is not guessed.",
            ),
        },
        in_menu=False,
    ),
    Sheet(
        "ContentPage",
        "doing-business",
        {
            ZH: Words("在这里发展", "用电、用水、用地、人才和审批：每一点都写明出自哪一条措施。"),
            EN: Words(
                "Doing business here",
                "Power, water, land, talent and approvals: each point names the measure behind it.",
            ),
        },
        fields=body_of(doing_business),
    ),
    Sheet(
        "NewsIndexPage",
        "news",
        {ZH: Words("动态"), EN: Words("News")},
        in_menu=False,
    ),
    Sheet(
        "StoryIndexPage",
        "stories",
        {
            ZH: Words("成功案例", "在楚雄国家高新区落地的企业，由企业自己讲。"),
            EN: Words("Success stories", "Companies that settled in the zone, in their own words."),
        },
        in_menu=False,
    ),
    Sheet(
        "ContentPage",
        "downloads",
        {
            ZH: Words("资料下载", "政策原文和资料，可存可印。"),
            EN: Words("Downloads", "The policy's text and other papers, to keep and to print."),
        },
        in_menu=False,
        fields=body_of(downloads),
    ),
    Sheet(
        "EnquiryPage",
        "enquiry",
        {
            ZH: Words("投资咨询", "说说您的项目。立即得到编号，一个工作日内响应，进展可查。"),
            EN: Words(
                "Investment enquiry",
                "Tell us about your project. You get a number at once, a response within one working day, and a link that shows how far we are.",
            ),
        },
        in_menu=False,
        fields=enquiry_fields,
    ),
    Sheet(
        "ContentPage",
        "contact",
        {ZH: Words("联系我们"), EN: Words("Contact")},
        in_menu=False,
        fields=body_of(lambda language: legal_body("contact", language)),
    ),
    Sheet(
        "ContentPage",
        "privacy",
        {ZH: Words("隐私说明"), EN: Words("Privacy")},
        in_menu=False,
        fields=body_of(lambda language: legal_body("privacy", language)),
    ),
    Sheet(
        "ContentPage",
        "accessibility",
        {ZH: Words("无障碍说明"), EN: Words("Accessibility")},
        in_menu=False,
        fields=body_of(lambda language: legal_body("accessibility", language)),
    ),
]
