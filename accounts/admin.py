"""People in the admin. Avatars are shown, as others see or saw them; nobody's password, token or digest is."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from accounts import avatars, erasure
from accounts.doors import lost_is_not_found
from accounts.models import Avatar, Consent, User

THUMBNAIL_PIXELS = 192


class UserForm(UserChangeForm[User]):
    class Meta(UserChangeForm.Meta):
        model = User


class NewUserForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    form = UserForm
    add_form = NewUserForm
    ordering = ["-date_joined"]
    list_display = ["email", "is_active", "is_staff", "date_joined", "last_login"]
    search_fields = ["email"]
    fieldsets = [
        (None, {"fields": ["email", "password"]}),
        (_("Permissions"), {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"classes": ["wide"], "fields": ["email", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A person goes with everything: who may delete one needs no leave for each of the rows, consents least."""
        rows, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return rows, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        if obj == request.user:
            logout(request)  # or the answer would be that the session is gone
        erasure.erase(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            self.delete_model(request, user)


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """Shown, never edited here: a deed changes them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Avatar)
class AvatarAdmin(ReadOnlyAdmin):
    list_display = ["id", "thumbnail", "owner", "label", "is_current", "chosen_at"]
    list_filter = ["is_current", "label"]
    search_fields = ["owner__email"]
    fields = ["thumbnail", "owner", "label", "made_with", "is_current", "created_at", "chosen_at"]

    @admin.display(description=_("avatar"))
    def thumbnail(self, avatar: Avatar) -> SafeString:
        address = reverse("admin:accounts_avatar_image", args=[avatar.pk])
        return format_html('<img src="{}" width="96" height="96" loading="lazy" alt="">', address)

    def get_urls(self) -> list[URLPattern]:
        image = path("<int:pk>/image.png", self.admin_site.admin_view(self.image), name="accounts_avatar_image")
        return [image, *super().get_urls()]

    @lost_is_not_found()
    def image(self, request: HttpRequest, pk: int) -> HttpResponse:
        avatar = self.get_object(request, str(pk))
        if avatar is None or not self.has_view_permission(request, avatar):
            raise Http404
        return HttpResponse(avatars.render(avatar, THUMBNAIL_PIXELS), "image/png")


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ["owner", "purpose", "version", "given_at", "withdrawn_at"]
    list_filter = ["purpose", "version"]
    search_fields = ["owner__email"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# As they come, these pages show second factors' secrets, let an admin make a token in anybody's name, and search
# sessions by a name that users here do not have.
admin.site.unregister([Authenticator, AuthToken, UserSession])


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """For somebody who lost the phone: a second factor can be taken away, not seen."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    search_fields = ["user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(AuthToken)
class AuthTokenAdmin(ReadOnlyAdmin):
    """A leaked token can be revoked."""

    list_display = ["user", "created", "expiry"]
    search_fields = ["user__email"]
    fields = ["user", "created", "expiry"]


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin):
    """Deleting one ends it: whoever uses it is logged out."""

    list_display = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    search_fields = ["user__email", "ip"]
    fields = ["user", "created_at", "last_seen_at", "ip", "user_agent"]

    def delete_model(self, request: HttpRequest, obj: UserSession) -> None:
        if obj.is_current():
            logout(request)
        obj.end()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for session in queryset:
            self.delete_model(request, session)
