"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

application = get_wsgi_application()

# Started anew, this may be another release with other templates: no page of the last one is shown.
from cms.caching import forget  # noqa: E402

forget()
