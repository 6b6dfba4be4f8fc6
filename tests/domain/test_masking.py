"""What of a note is masked, and what is no person's number."""

import pytest

from domain.masking import masked_numbers


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("已电话联系13900001111，约明天", "已电话联系139****1111，约明天"),
        ("打了 139 0000 1111、139-0000-2222", "打了 139****1111、139****2222"),
        ("身份证420106198001011234", "身份证420106********1234"),
        ("420106200001011 23x 42010619800101123X.", "420106200001011 23x 420106********123X."),
        ("请打 027-87891234 或 12345", "请打 027-87891234 或 12345"),
        ("见 SGH-20261123-48213057.1", "见 SGH-20261123-48213057.1"),
        ("工单 202611231390000111122", "工单 202611231390000111122"),
    ],
)
def test_numbers_of_people_are_masked(written: str, kept: str) -> None:
    assert masked_numbers(written) == kept
    assert masked_numbers(kept) == kept
