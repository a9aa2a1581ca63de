"""Every address of the site. allauth has /accounts/ but for the few pages of accounts/urls.py."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the site's login, with its rate limits and second factor
admin.site.enable_nav_sidebar = False  # its script moves the page aside after it was shown
admin.site.site_header = admin.site.site_title = "Pencil Avatars"


def livez(_request: HttpRequest) -> HttpResponse:
    """The web process answers. Asks neither database nor worker."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("", include("sketching.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", livez),
]
if settings.DEBUG:
    from avatarsite import styleguide

    urlpatterns += styleguide.urlpatterns
