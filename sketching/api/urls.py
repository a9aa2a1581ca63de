from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from sketching.api import reference, views

urlpatterns = [
    path("plugins", views.PluginList.as_view(), name="api-plugins"),
    path("jobs", views.JobList.as_view(), name="api-jobs"),
    path("jobs/<uuid:public_id>", views.JobDetail.as_view(), name="api-job"),
    path("jobs/<uuid:public_id>/cancel", views.JobCancel.as_view(), name="api-job-cancel"),
    path("jobs/<uuid:public_id>/retry", views.JobRetry.as_view(), name="api-job-retry"),
    path("jobs/<uuid:public_id>/result", views.JobResult.as_view(), name="api-job-result"),
    path("schema", SpectacularAPIView.as_view(generator_class=reference.EnglishSchema), name="api-schema"),
    path("", reference.reference, name="api-reference"),
    path("problems", reference.problem_types, name="api-problems"),
    path("<path:unknown>", views.Unknown.as_view()),
]
