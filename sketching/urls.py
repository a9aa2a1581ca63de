from django.urls import include, path

from sketching import photo_views, views

app_name = "sketching"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("privacy/", views.privacy, name="privacy"),
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/new/", views.job_new, name="job-new"),
    path("photos/<uuid:public_id>/", photo_views.photo_frame, name="photo-frame"),
    path("photos/<uuid:public_id>/photo.jpg", photo_views.photo_file, name="photo-file"),
    path("photos/<uuid:public_id>/styles/", photo_views.photo_styles, name="photo-styles"),
    path("photos/<uuid:public_id>/styles/state/", photo_views.photo_styles_state, name="photo-styles-state"),
    path("jobs/<uuid:public_id>/", views.job, name="job"),
    path("jobs/<uuid:public_id>/state/", views.job_state, name="job-state"),
    path("jobs/<uuid:public_id>/photo.jpg", views.job_photo, name="job-photo"),
    path("jobs/<uuid:public_id>/sketch.png", views.job_sketch, name="job-sketch"),
    path("jobs/<uuid:public_id>/cancel/", views.job_cancel, name="job-cancel"),
    path("jobs/<uuid:public_id>/mail/", views.job_mail, name="job-mail"),
    path("jobs/<uuid:public_id>/retry/", views.job_retry, name="job-retry"),
    path("jobs/<uuid:public_id>/use/", views.job_use, name="job-use"),
    path("api/v1/", include("sketching.api.urls")),
]
