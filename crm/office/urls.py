from django.urls import URLPattern, URLResolver, include, path

app_name = "office"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("crm.office.administration.urls")),
    path("", include("crm.office.imports.urls")),
]
