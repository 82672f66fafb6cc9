"""Every address of the project."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.views import entrance, picture, robots
from crm.office.views_files import attachment_file, attachment_thumbnail

urlpatterns = [
    path("", include("crm.office.urls_health")),
    path("", entrance, name="root"),
    path("accounts/", include("crm.accounts.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("office/leads/", include("leads.urls")),
    path("partner/leads/", include("leads.urls_partner")),
    path("office/", include("crm.office.urls")),
    path("files/<int:pk>/", attachment_file, name="attachment_file"),
    path("files/<int:pk>/thumbnail/", attachment_thumbnail, name="attachment_thumbnail"),
    path("office/", include("crm.dashboards.urls")),
    path("office/search/", include("search.urls")),
    path("office/", include("clusters.urls")),
    path("office/", include("clusters.enclaves.urls")),
    path("partner/search/", include("search.urls_partner")),
    path("partner/", include("clusters.enclaves.urls_partner")),
    path("verify/", include("clusters.enclaves.urls_verification")),
    path("api/v1/", include("crm.api_urls_v1")),
    path("cms/", include(wagtailadmin_urls)),
    path("robots.txt", robots, name="robots"),
    path("media/images/<path:path>", picture, name="picture"),
    path("documents/", include(wagtaildocs_urls)),
]

# The portal, last: everything below /zh-hans/ and /en/ that is not named before is a page of Wagtail's.
urlpatterns += i18n_patterns(path("", include("cms.urls")), path("", include(wagtail_urls)))

handler400 = "cms.views.bad_request"
handler404 = "cms.views.page_not_found"
handler500 = "cms.views.server_error"
