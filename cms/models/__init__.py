"""The portal's pages and the public facts that they show."""

from cms.models.clusters import ClusterIndexPage, ClusterPage
from cms.models.content import ContentPage
from cms.models.costs import CostsPage
from cms.models.enquiry import EnquiryPage
from cms.models.facts import Fact
from cms.models.fits import FitsPage
from cms.models.guides import MeasureGuide
from cms.models.home import HomePage
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.opportunities import OpportunitiesPage
from cms.models.parks import ParkPage, ParksPage
from cms.models.policy import PolicyIndexPage
from cms.models.sites import SitesPage
from cms.models.stories import StoryIndexPage, StoryPage

__all__ = [
    "ClusterIndexPage",
    "ClusterPage",
    "ContentPage",
    "CostsPage",
    "EnquiryPage",
    "Fact",
    "FitsPage",
    "HomePage",
    "MeasureGuide",
    "NewsIndexPage",
    "NewsPage",
    "OpportunitiesPage",
    "ParkPage",
    "ParksPage",
    "PolicyIndexPage",
    "SitesPage",
    "StoryIndexPage",
    "StoryPage",
]
