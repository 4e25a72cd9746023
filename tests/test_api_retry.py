"""Trying again, waiting where the service asks for it, and telling the user."""

import asyncio
import math
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_clock import START, FakeClock
from vss_tui.api.error_mapping import error_for_status
from vss_tui.api.errors import (
    CertificateError,
    RateLimited,
    ServerError,
    ServiceError,
    TimedOut,
    UnexpectedResponse,
    Unreachable,
)
from vss_tui.api.response import Response
from vss_tui.api.retry import (
    NO_RETRY,
    RateLimit,
    RetryPolicy,
    RetryWait,
    duration_text,
    full_jitter,
    resets_in,
    retry,
    retry_after,
)
from vss_tui.models.endpoint import Endpoint

ENDPOINT = Endpoint.parse("https://cloud.example.test")
LONGEST = RetryPolicy(jitter=lambda ceiling: ceiling)
DOWN = Unreachable("the service is down")


class Service:
    """Fails as it is told, then answers."""

    def __init__(self, *failures: Exception) -> None:
        self.tries = 0
        self._failures: Iterator[Exception] = iter(failures)

    async def __call__(self) -> str:
        self.tries += 1
        for error in self._failures:
            raise error
        return "rows"


class TestTrying:
    async def test_what_succeeds_is_asked_once(self) -> None:
        service, clock = Service(), FakeClock(START, auto_advance=True)
        assert await retry(service, LONGEST, clock) == "rows"
        assert (service.tries, clock.slept) == (1, [])

    async def test_what_may_pass_is_asked_three_times(self) -> None:
        service, clock = Service(DOWN, DOWN), FakeClock(START, auto_advance=True)
        assert await retry(service, LONGEST, clock) == "rows"
        assert service.tries == 3

    async def test_then_the_last_error_counts(self) -> None:
        last = TimedOut("no answer")
        service, clock = Service(DOWN, DOWN, last), FakeClock(START, auto_advance=True)
        with pytest.raises(TimedOut) as caught:
            await retry(service, LONGEST, clock)
        assert caught.value is last
        assert service.tries == 3

    async def test_the_pauses_take_20_seconds_at_most(self) -> None:
        clock = FakeClock(START, auto_advance=True)
        with pytest.raises(Unreachable):
            await retry(Service(DOWN, DOWN, DOWN), LONGEST, clock)
        assert len(clock.slept) == 2
        assert sum(clock.slept) == 20

    def test_each_pause_is_any_part_of_its_ceiling(self) -> None:
        pauses = [full_jitter(16) for _ in range(1000)]
        assert 0 <= min(pauses) < 2
        assert 14 < max(pauses) <= 16

    @pytest.mark.parametrize(
        "error", [UnexpectedResponse("odd"), CertificateError("no"), ValueError("a fault")]
    )
    async def test_what_will_not_pass_is_asked_once(self, error: Exception) -> None:
        service = Service(error)
        with pytest.raises(type(error)):
            await retry(service, LONGEST, FakeClock(START, auto_advance=True))
        assert service.tries == 1

    async def test_another_error_on_a_later_try_ends_it(self) -> None:
        service = Service(DOWN, UnexpectedResponse("odd"))
        with pytest.raises(UnexpectedResponse):
            await retry(service, LONGEST, FakeClock(START, auto_advance=True))
        assert service.tries == 2

    async def test_without_retries_there_is_one_try(self) -> None:
        service = Service(DOWN)
        with pytest.raises(Unreachable):
            await retry(service, NO_RETRY, FakeClock(START, auto_advance=True))
        assert service.tries == 1

    async def test_each_pause_is_told_before_it_begins(self) -> None:
        clock, told = FakeClock(START, auto_advance=True), list[tuple[RetryWait, float]]()
        await retry(
            Service(DOWN, DOWN), LONGEST, clock, lambda wait: told.append((wait, clock.monotonic()))
        )
        assert told == [(RetryWait(DOWN, 4.0, 1), 0.0), (RetryWait(DOWN, 16.0, 2), 4.0)]

    async def test_esc_during_a_pause_stops_it(self) -> None:
        class StoppedClock(FakeClock):
            async def sleep(self, seconds: float) -> None:
                raise asyncio.CancelledError

        service = Service(DOWN)
        with pytest.raises(asyncio.CancelledError):
            await retry(service, LONGEST, StoppedClock(START, auto_advance=True))
        assert service.tries == 1

    async def test_esc_during_a_later_try_stops_it(self) -> None:
        service = Service(DOWN, asyncio.CancelledError())  # type: ignore[arg-type]
        with pytest.raises(asyncio.CancelledError):
            await retry(service, LONGEST, FakeClock(START, auto_advance=True))
        assert service.tries == 2

    @pytest.mark.parametrize(("sent", "tries"), [(True, 1), (False, 2)])
    async def test_what_must_not_come_twice_is_repeated_only_where_it_never_came(
        self, sent: bool, tries: int
    ) -> None:
        service = Service(Unreachable("down", sent=sent))
        with suppress(Unreachable):
            await retry(service, LONGEST, FakeClock(START, auto_advance=True), idempotent=False)
        assert service.tries == tries


class TestWhatTheServiceAsksFor:
    @pytest.mark.parametrize(
        ("value", "pause"),
        [
            ("2", 2),
            (" 2 ", 2),
            ("120", 120),
            ("0", 1),
            ("-5", 1),
            ("2.5", 2.5),
            (format_datetime(START + timedelta(seconds=30), usegmt=True), 30),
            (format_datetime(START - timedelta(days=1), usegmt=True), 1),
        ],
    )
    @pytest.mark.parametrize("status", [429, 503])
    async def test_a_wait_is_kept(self, value: str, pause: float, status: int) -> None:
        error = refusal(status, {"retry-after": value})
        clock = FakeClock(START, auto_advance=True)
        await retry(Service(error), LONGEST, clock)
        assert clock.slept == [pause]

    @pytest.mark.parametrize("value", ["soon", "", "1e9", "Mon, 99 Foo 2026", "٣"])
    async def test_junk_counts_as_nothing(self, value: str) -> None:
        clock = FakeClock(START, auto_advance=True)
        policy = RetryPolicy(jitter=lambda _: 0.0)
        await retry(Service(refusal(429, {"retry-after": value})), policy, clock)
        assert clock.slept == [1]

    @pytest.mark.parametrize("status", [429, 503])
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            ("121", "in 3 minutes"),
            ("600", "in 10 minutes"),
            ("7200", "in 2 hours"),
            ("1000000000", "in 7 days"),
            ("9" * 5000, "in 7 days"),
            (format_datetime(START + timedelta(hours=5), usegmt=True), "in 5 hours"),
        ],
    )
    async def test_more_than_two_minutes_is_left_to_the_user(
        self, value: str, words: str, status: int
    ) -> None:
        service = Service(refusal(status, {"retry-after": value}))
        with pytest.raises(ServiceError, match=words):
            await retry(service, LONGEST, FakeClock(START, auto_advance=True))
        assert service.tries == 1

    async def test_without_retry_after_the_reset_counts(self) -> None:
        clock = FakeClock(START, auto_advance=True)
        await retry(Service(refusal(429, {"x-ratelimit-reset": "45"})), LONGEST, clock)
        assert clock.slept == [45]

    async def test_dates_go_by_the_services_own_clock(self) -> None:
        service_time = START + timedelta(minutes=10)
        headers = {
            "date": format_datetime(service_time, usegmt=True),
            "retry-after": format_datetime(service_time + timedelta(seconds=30), usegmt=True),
        }
        assert retry_after(headers, START) == 30

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(0.2, "1 second"), (40, "40 seconds"), (60, "60 seconds"), (61, "2 minutes")],
    )
    def test_waits_are_said_in_words(self, seconds: float, words: str) -> None:
        assert duration_text(seconds) == words


class TestTheRateLimit:
    @pytest.mark.parametrize(
        ("remaining", "reset", "delay"),
        [
            ("0", "7", 7),
            ("0", str(int(START.timestamp()) + 40), 40),
            ("0", str(int(START.timestamp()) - 40), 1),
            ("0", "100000", 120),
            ("0", "99999999999999999999999", 120),
            ("0", "-3", 1),
            ("0", "soon", 1),
            ("0", "", 1),
            ("-1", "7", 7),
            ("1", "7", 0),
            ("", "7", 0),
            ("none", "7", 0),
        ],
    )
    def test_with_nothing_remaining_the_next_request_waits_for_the_reset(
        self, remaining: str, reset: str, delay: float
    ) -> None:
        limit = RateLimit(FakeClock(START, auto_advance=True))
        limit.update(headers_only({"x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset}))
        assert limit.delay == delay

    def test_it_is_open_again_after_that(self) -> None:
        clock = FakeClock(START, auto_advance=True)
        limit = RateLimit(clock)
        limit.update(headers_only({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "7"}))
        clock.advance(5)
        assert limit.delay == 2
        clock.advance(5)
        assert limit.delay == 0

    def test_it_is_open_where_nothing_is_known(self) -> None:
        limit = RateLimit(FakeClock(START, auto_advance=True))
        limit.update(headers_only({}))
        assert limit.delay == 0


header_values = (
    st.text()
    | st.integers().map(str)
    | st.floats().map(str)
    | st.datetimes().map(format_datetime)
    | st.from_regex(r"[+-]?[0-9]{1,400}(\.[0-9]+)?")
)


class TestAnythingThatComes:
    @given(after=header_values, reset=header_values, date=header_values)
    def test_is_at_least_a_second_and_never_for_ever(
        self, after: str, reset: str, date: str
    ) -> None:
        headers = {"retry-after": after, "x-ratelimit-reset": reset, "date": date}
        for wait in (retry_after(headers, START), resets_in(headers, START)):
            assert wait is None or 1 <= wait < math.inf

    @given(remaining=header_values, reset=header_values)
    def test_holds_requests_back_for_two_minutes_at_most(self, remaining: str, reset: str) -> None:
        limit = RateLimit(FakeClock(START, auto_advance=True))
        limit.update(headers_only({"x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset}))
        assert limit.delay == 0 or 1 <= limit.delay <= 120

    @given(value=header_values)
    def test_pauses_of_a_429_keep_within_bounds(self, value: str) -> None:
        error = refusal(429, {"retry-after": value})
        assert 1 <= LONGEST.pause(error, 1) <= 120


def refusal(status: int, headers: dict[str, str]) -> ServiceError:
    error = error_for_status(Response(status, headers), ENDPOINT, START)
    assert isinstance(error, RateLimited | ServerError)
    return error


def headers_only(headers: dict[str, str]) -> Response:
    return Response(200, headers)
