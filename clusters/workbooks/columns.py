"""Columns that several kinds share."""

from crm.workbooks.cells import Quantity, Text
from crm.workbooks.columns import Column, called
from crm.workbooks.units import AREA

AREA_TYPE = Quantity(AREA, places=2, assumed="亩")
CREDIT_CODE_NAMES = (
    "统一社会信用代码",
    "社会信用代码",
    "信用代码",
    "企业信用代码",
    "统一信用代码",
    "credit code",
    "unified social credit code",
    "uscc",
)
CLUSTER = Column(
    "cluster", Text(60), ("产业集群", "集群", "所属集群", "所属产业", "产业", "cluster", "industry cluster")
)
SEGMENT = Column(
    "segment", Text(60), ("链条环节", "环节", "产业链环节", "产业环节", "segment", "value chain segment", "link")
)
PARK = Column("park", Text(60), called("片区、所在片区、所属片区、园区、park、area of the zone"))
PARK_REQUIRED = Column("park", Text(60), PARK.names, required=True)
PROJECT_CODE_NAMES = called("项目代码、项目编号、项目编码、飞地项目代码、project code、project no")
