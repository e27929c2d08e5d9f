"""gunicorn reads this by itself. The server does not say what it is (law.md R50): nobody is told which weaknesses to try."""

from gunicorn.http import wsgi

_headers_of_gunicorn = wsgi.Response.default_headers


def _without_its_name(response: wsgi.Response) -> list[str]:
    return [line for line in _headers_of_gunicorn(response) if not line.startswith("Server:")]


wsgi.Response.default_headers = _without_its_name
