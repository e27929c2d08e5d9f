"""Addresses of this room."""

from django.urls import path

from therapists.views import public

app_name = "therapists"
urlpatterns = [
    # public
    path("therapeuten/", public.register, name="register"),
    path("therapeuten/register.json", public.register_json, name="register-json"),
    path("therapeuten/register.csv", public.register_csv, name="register-csv"),
    path("therapeuten/kaart.svg", public.map_picture, name="map"),
    path("therapeuten/<slug:slug>/", public.therapist, name="therapist"),
    path("locaties/<slug:slug>/", public.practice, name="practice"),
]
