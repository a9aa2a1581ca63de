from django.urls import path, re_path

from accounts import avatar_views, gravatar, public, views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.settings_overview, name="overview"),
    path("accounts/avatar/", avatar_views.avatar, name="avatar"),
    path("accounts/avatar/elsewhere/", avatar_views.avatar_elsewhere, name="avatar-elsewhere"),
    path("accounts/avatar/clear/", avatar_views.avatar_clear, name="avatar-clear"),
    path("accounts/avatar/<int:pk>/choose/", avatar_views.avatar_choose, name="avatar-choose"),
    path("accounts/avatar/<int:pk>/delete/", avatar_views.avatar_delete, name="avatar-delete"),
    path("accounts/avatar/<int:pk>.png", avatar_views.avatar_image, name="avatar-image"),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/tokens/<str:token_key>/revoke/", views.token_revoke, name="token-revoke"),
    path("accounts/delete/", views.delete_account, name="delete"),
    re_path(rf"^avatar/(?P<digest>{gravatar.DIGEST_PATTERN})(?:\.png)?/?$", public.by_digest, name="public-avatar"),
    re_path(r"^a/(?P<token>[\w-]{22})$", public.by_token, name="opaque-avatar"),
]
