"""What somebody reads when it goes wrong: no database, no user, no word about what it was; a code to tell us."""

import logging

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """The general page with the code under which the log has the error."""
    code = getattr(request, "request_id", "")[:8]
    logger.error("an error page was shown with code %s", code or "-")
    return HttpResponseServerError(loader.get_template("500.html").render({"code": code}))
