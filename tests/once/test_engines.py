"""The private servers of the tests start where there is nothing, answer, and are gone afterwards."""

import socket
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from tools import engines, environment


def listens(address: str) -> bool:
    parts = urlsplit(address)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname, parts.port)) == 0


def test_a_private_postgresql_answers_and_is_gone_afterwards():
    with engines.postgresql() as address:
        connection = psycopg2.connect(address)
        assert connection.server_version >= 150000
        connection.close()

    assert not listens(address)


def test_a_private_redis_answers_and_is_gone_afterwards():
    with engines.redis() as address:
        client = redis.Redis.from_url(address)
        assert client.ping()
        client.close()

    assert not listens(address)


def test_the_servers_go_also_when_the_work_fails():
    seen = []

    def work():
        with engines.redis() as address:
            seen.append(address)
            raise RuntimeError("the work failed")

    with pytest.raises(RuntimeError):
        work()
    assert not listens(seen[0])


def test_a_missing_engine_is_told_by_name(monkeypatch):
    monkeypatch.setattr(engines, "program", lambda name: None)

    with pytest.raises(environment.NotReady, match="Redis is missing"), engines.redis():
        pass
