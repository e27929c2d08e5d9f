"""Addresses of this room."""

app_name = "therapists"
urlpatterns = []
