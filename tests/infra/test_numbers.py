"""Case numbers and track codes: readable, checkable, the same for the same key."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from infra.numbers import Numbers

NUMBERS = Numbers("SGH", "Asia/Shanghai", b"s" * 32)
DAY = date(2026, 11, 23)


def test_looks_like_the_promise() -> None:
    case_no = NUMBERS.random(DAY)
    assert case_no.startswith("SGH-20261123-")
    assert len(case_no) == len("SGH-20261123-48213057")
    assert NUMBERS.well_formed(case_no)
    assert NUMBERS.well_formed("SGH-20261123-48213058")


def test_one_wrong_digit_is_noticed() -> None:
    case_no = NUMBERS.keyed(DAY, "web", "public", "k", 0)
    for place in range(len("SGH-20261123-"), len(case_no)):
        for digit in "0123456789":
            wrong = case_no[:place] + digit + case_no[place + 1 :]
            assert NUMBERS.well_formed(wrong) is (wrong == case_no)


@given(st.text(max_size=40))
def test_anything_may_be_asked(text: str) -> None:
    assert NUMBERS.well_formed(text) in (True, False)
    assert not NUMBERS.well_formed("SGH-20261340-48213058")
    assert not NUMBERS.well_formed("SGH-２０２６１１２３-48213058")


def test_same_key_same_number_other_key_other_number() -> None:
    first = NUMBERS.keyed(DAY, "web", "public", "k1", 0)
    assert first == Numbers("SGH", "Asia/Shanghai", b"s" * 32).keyed(DAY, "web", "public", "k1", 0)
    others = {
        NUMBERS.keyed(DAY, "web", "public", "k1", 1),
        NUMBERS.keyed(DAY, "web", "public", "k2", 0),
        NUMBERS.keyed(DAY, "web", "somebody", "k1", 0),
        NUMBERS.keyed(DAY, "wechat", "public", "k1", 0),
        Numbers("SGH", "Asia/Shanghai", b"t" * 32).keyed(DAY, "web", "public", "k1", 0),
    }
    assert first not in others
    assert len(others) == 5


def test_a_key_counts_for_48_hours_in_the_city_s_days() -> None:
    before_midnight = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # 23:59 in Wuhan
    assert NUMBERS.days(before_midnight) == (date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 21))
    after_midnight = datetime(2026, 11, 23, 16, 1, tzinfo=UTC)
    assert NUMBERS.days(after_midnight)[0] == date(2026, 11, 24)


def test_track_code_is_eight_digits_and_the_case_s_own() -> None:
    case_no = NUMBERS.random(DAY)
    code = NUMBERS.track_code(case_no)
    assert len(code) == 8
    assert code.isdigit()
    assert NUMBERS.code_fits(case_no, code)
    assert not NUMBERS.code_fits(case_no, "密码")
    assert not NUMBERS.code_fits(case_no, "")
    assert code != Numbers("SGH", "Asia/Shanghai", b"t" * 32).track_code(case_no)
