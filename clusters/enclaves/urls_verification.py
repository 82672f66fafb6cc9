"""Checking a statement's paper, under /verify/."""

from django.urls import path

from clusters.enclaves.views.verification import VerificationPage

urlpatterns = [
    path("", VerificationPage.as_view(), name="verification"),
    path("<slug:code>", VerificationPage.as_view(), name="verification_of"),
    path("<slug:code>/", VerificationPage.as_view()),
]
