from django.urls import path, re_path

from accounts import gravatar, public, views

app_name = "accounts"
urlpatterns = [
    path("accounts/", views.settings_overview, name="overview"),
    path("accounts/avatar/", views.avatar, name="avatar"),
    path("accounts/avatar/clear/", views.avatar_clear, name="avatar-clear"),
    path("accounts/avatar/<int:pk>/choose/", views.avatar_choose, name="avatar-choose"),
    path("accounts/avatar/<int:pk>.png", views.avatar_image, name="avatar-image"),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/tokens/<str:token_key>/revoke/", views.token_revoke, name="token-revoke"),
    path("accounts/delete/", views.delete_account, name="delete"),
    re_path(rf"^avatar/(?P<digest>{gravatar.DIGEST_PATTERN})/?$", public.by_digest, name="public-avatar"),
    re_path(r"^a/(?P<token>[\w-]{22})$", public.by_token, name="opaque-avatar"),
]
