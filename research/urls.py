"""Addresses of this room."""

app_name = "research"
urlpatterns = []
