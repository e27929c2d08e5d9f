"""What a page pays for being safe: questions about who is asking, and the writing of who looked."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

#: Questions for session, user and hats; writings of the log.
WHO, LOOKS = 3, 1


class AtTheDoor:
    """Stands behind the gate: what was asked before it is the price of knowing who is asking."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        request.META["asked.before"] = len(connection.queries_log)


class Payer:
    """A browser that keeps what each page cost."""

    def __init__(self, client):
        self.client, self.costly, self.pages = client, {}, 0

    def get(self, address):
        with CaptureQueriesContext(connection) as asked:
            response = self.client.get(address)
        statements = [query["sql"] for query in asked.captured_queries]
        before = response.wsgi_request.META.get("asked.before", 0) - asked.initial_queries
        who = [sql for sql in statements[:before] if sql.startswith("SELECT")]
        looks = [sql for sql in statements if sql.startswith('INSERT INTO "centre_accesslog"')]
        self.pages += 1
        if len(who) > WHO or len(looks) > LOOKS:
            self.costly[address] = (who, looks)
        return response
