from django.urls import include, path

from sketching import data_views, photo_views, upload_views, views

app_name = "sketching"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("privacy/", views.privacy, name="privacy"),
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/new/", upload_views.job_new, name="job-new"),
    path("photos/", upload_views.photo_new, name="photo-new"),
    path("photos/<uuid:public_id>/", upload_views.photo_frame, name="photo-frame"),
    path("photos/<uuid:public_id>/photo.jpg", upload_views.photo_file, name="photo-file"),
    path("photos/<uuid:public_id>/delete/", upload_views.photo_delete, name="photo-delete"),
    path("photos/<uuid:public_id>/styles/", photo_views.photo_styles, name="photo-styles"),
    path("photos/<uuid:public_id>/styles/trial/", photo_views.photo_trial, name="photo-trial"),
    path("photos/<uuid:public_id>/styles/state/", photo_views.photo_styles_state, name="photo-styles-state"),
    path("jobs/<uuid:public_id>/", views.job, name="job"),
    path("jobs/<uuid:public_id>/state/", views.job_state, name="job-state"),
    path("jobs/<uuid:public_id>/photo.jpg", views.job_photo, name="job-photo"),
    path("jobs/<uuid:public_id>/sketch.png", views.job_sketch, name="job-sketch"),
    path("jobs/<uuid:public_id>/sketch.<slug:kind>", views.job_sketch, name="job-download"),
    path("jobs/<uuid:public_id>/delete/", views.job_delete, name="job-delete"),
    path("jobs/<uuid:public_id>/cancel/", views.job_cancel, name="job-cancel"),
    path("jobs/<uuid:public_id>/mail/", views.job_mail, name="job-mail"),
    path("jobs/<uuid:public_id>/retry/", views.job_retry, name="job-retry"),
    path("jobs/<uuid:public_id>/keep/", views.job_keep, name="job-keep"),
    path("jobs/<uuid:public_id>/use/", views.job_use, name="job-use"),
    path("accounts/consent/", data_views.consent, name="consent"),
    path("accounts/photos/delete/", data_views.photos_delete, name="photos-delete"),
    path("accounts/export/", data_views.export, name="export"),
    path("api/v1/", include("sketching.api.urls")),
]
