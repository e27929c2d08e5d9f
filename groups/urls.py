"""Addresses of this room."""

app_name = "groups"
urlpatterns = []
