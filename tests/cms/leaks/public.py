"""What the portal may show: of these models, of the rows that anybody may see, these fields. All else is private.

A page that shows a further field makes the crawl fail until somebody decides here that it is meant for the public.
"""

NAMES = {"code", "name", "name_en"}
PAGE = {
    "title", "slug", "url_path", "seo_title", "search_description", "standfirst", "body", "eyebrow", "headline",
    "consent_text", "promise", "source", "document_number", "issued_by",
}  # fmt: skip

PUBLIC: dict[str, set[str]] = {
    # Reference data, which the API gives to anybody as well.
    "clusters.Division": NAMES | {"former_codes"},
    "clusters.Indicator": NAMES,
    "clusters.Tax": NAMES,
    "clusters.Cluster": NAMES | {"aliases", "summary", "summary_en"},
    "clusters.Segment": NAMES | {"aliases"},
    "clusters.Park": NAMES | {"aliases"},
    "clusters.Parcel": {
        "code", "area_sqm", "land_use", "plot_ratio_min", "investment_per_mu_min_fen", "power_kva", "water_m3_day",
        "has_gas", "status", "longitude", "latitude", "environmental_zone", "price_fen_per_mu",
    },
    "clusters.Building": {
        "code", "block", "floor", "area_sqm", "height_m", "load_kg_sqm", "rent_fen_sqm_month", "status",
        "available_from",
    },
    "clusters.CostRate": {"name", "name_en", "yuan", "source", "source_en"},
    "clusters.Measure": {
        "number", "chapter", "chapter_en", "title", "title_en", "text", "text_en", "bodies", "summary", "summary_en",
    },
    "clusters.Opportunity": {
        "code", "title", "title_en", "stage", "scale", "scale_en", "investment_fen", "text", "text_en", "desk",
        "desk_en", "desk_phone", "source",
    },
    "clusters.Provision": {
        "code", "quote", "offer", "offer_en", "origins", "open_point", "open_point_en", "land_min_sqm",
        "energy_below", "investment_min_fen",
    },
    "cms.MeasureGuide": {"benefits", "benefits_en", "bring", "bring_en"},
    # Of collections that are open to all; the hash is the answer's ETag.
    "wagtaildocs.Document": {"title", "file_hash"},
    "cms.Fact": {"code", "label", "label_en", "value", "text", "text_en", "source", "source_en", "unit"},
}  # fmt: skip

# Not data but what the program runs on: changed, nothing would work, and nothing would be proved.
MACHINERY = {
    "auth.Permission", "auth.Group", "contenttypes.ContentType", "wagtailcore.Locale", "wagtailcore.Site",
    "wagtailcore.Collection", "wagtailcore.ReferenceIndex", "wagtailsearch.IndexEntry",
    "wagtailsearch.SQLiteFTSIndexEntry", "search.Entry", "search.Change", "search.Word", "wagtailredirects.Redirect",
    "wagtail_localize.TranslatableObject", "wagtail_localize.LocaleSynchronization",
}  # fmt: skip
