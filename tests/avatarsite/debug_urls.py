"""The addresses of a site whose DEBUG is on."""

from avatarsite import styleguide
from avatarsite.urls import urlpatterns as usual

urlpatterns = [*styleguide.urlpatterns, *usual]
