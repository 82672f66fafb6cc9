from time import sleep

from django.test import RequestFactory

from crm.common.limits import client_address, too_many


def test_one_more_than_the_limit_is_too_many():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1")
    other = RequestFactory().get("/", REMOTE_ADDR="192.0.2.2")
    asked = [too_many(request, "test", limit=2, window_seconds=86_400) for _ in range(3)]
    assert asked == [False, False, True]
    assert not too_many(other, "test", limit=2, window_seconds=86_400)
    assert not too_many(request, "other", limit=2, window_seconds=86_400)


def test_a_window_begins_with_the_first_request_and_ends():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.3")
    asked = [too_many(request, "short", limit=1, window_seconds=1) for _ in range(2)]
    sleep(1.1)
    assert [*asked, too_many(request, "short", limit=1, window_seconds=1)] == [False, True, False]


def test_the_proxy_tells_the_address_only_where_it_is_set_up(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Real-IP": "192.0.2.9"})
    settings.CLIENT_ADDRESS_HEADER = ""
    assert client_address(request) == "127.0.0.1"
    settings.CLIENT_ADDRESS_HEADER = "X-Real-IP"
    assert client_address(request) == "192.0.2.9"
