"""English words for what the base keeps in Chinese: land use, ecological zoning, bodies that answer for a measure."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

# Land use, and ecological zoning (三线一单).
SITES = {
    "工业用地": "Industrial land",
    "一类工业用地": "Industrial land, class 1",
    "二类工业用地": "Industrial land, class 2",
    "三类工业用地": "Industrial land, class 3",
    "仓储用地": "Storage land",
    "物流仓储用地": "Logistics and storage land",
    "新型产业用地": "Land for new industries",
    "商业用地": "Commercial land",
    "优先保护单元": "Priority protection unit",
    "重点管控单元": "Key control unit",
    "一般管控单元": "General control unit",
}
BODIES = {
    "高新区": "The high-tech zone",
    "楚雄市党委": "Chuxiong City Party Committee",
    "楚雄市政府": "Chuxiong City Government",
    "州委组织部": "Organisation Department of the Prefecture Party Committee",
    "州委编办": "Prefecture Office for Public Sector Reform",
    "州政务服务局": "Prefecture Government Services Bureau",
    "州政务服务中心": "Prefecture Government Services Centre",
    "州人力资源和社会保障局": "Prefecture Human Resources and Social Security Bureau",
    "州发展改革委": "Prefecture Development and Reform Commission",
    "州发展改革委（州能源局）": "Prefecture Development and Reform Commission (Energy Bureau)",
    "州工业和信息化局": "Prefecture Industry and Information Technology Bureau",
    "州科技局": "Prefecture Science and Technology Bureau",
    "州生态环境局": "Prefecture Ecology and Environment Bureau",
    "州自然资源规划局": "Prefecture Natural Resources and Planning Bureau",
    "州投资促进局": "Prefecture Investment Promotion Bureau",
    "州商务局": "Prefecture Commerce Bureau",
    "州税务局": "Prefecture Tax Bureau",
    "州财政局": "Prefecture Finance Bureau",
    "州住房城乡建设局": "Prefecture Housing and Urban-Rural Development Bureau",
    "州教育体育局": "Prefecture Education and Sports Bureau",
    "州统计局": "Prefecture Statistics Bureau",
    "州林草局": "Prefecture Forestry and Grassland Bureau",
    "州水务局": "Prefecture Water Bureau",
    "州应急局": "Prefecture Emergency Management Bureau",
    "州市场监管局": "Prefecture Market Regulation Bureau",
    "其他州级政务服务职能部门": "Other departments of the prefecture in charge of government services",
}
TERMS = SITES | BODIES


def term(value: str) -> str:
    """In English where it is a known term; any other word stays as it was entered."""
    return TERMS.get(value, value) if get_language() == "en" else value


def block(name: str) -> str:
    """`3栋` is `block 3` in English; any other name stays as it was entered."""
    number = name.removesuffix("栋")
    is_numbered = name != number and number.isalnum() and number.isascii()
    return _("block %(number)s") % {"number": number} if is_numbered else name
