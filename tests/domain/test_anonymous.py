"""A summary for departments holds no number, flat, name or sentence of the reporter, however written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.anonymous import LONGEST_QUOTE, personal

NUMBERS = (
    "13800001234",
    "138 0000 1234",
    "138-0000-1234",
    "1 3 8 0 0 0 0 1 2 3 4",
    "+8613800001234",
    "１３８００００１２３４",
    "一三八零零零零一二三四",
    "027-87880000",
    "(027)8788-0000",
    "87880000",
    "420106199001011234",
    "42010619900101123X",
    "420106 19900101 1234",
    "420106900101123",
    "wang@example.com",
    "微信：wxid_abc123",
    "QQ 1234567",
)
FLATS = (
    "3栋2单元501",
    "三单元五楼",
    "5号楼1203",
    "1203室",
    "二十室",
    "12-2-501",
    "五楼左手那户",
    "3 单元",
    "四楼东户",
    "８０２室",
    "602 户",
    "601号房",
)
FINE = (
    "",
    "放鹰台路口东北角一盏路灯不亮，杆号 12",
    "洪山路 3 号院门口井盖开裂",
    "茶港小区 5 栋楼顶漏水",
    "中北路 2026 年 10 月 9 日施工占道，占 2 条车道",
    "与 SGH-20261009-48213057 同一处",
    "电动车约 30 辆，占盲道 15 米",
    "3 楼平台堆物，高 1500 毫米",
    "室外消火栓漏水，12 户停水",
    "东湖路 138 号门前人行道破损",
    "鄂A12345 小车占消防通道",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_found_however_it_is_written(number: str) -> None:
    assert personal(f"请联系{number}，路灯不亮")
    assert personal(number)


@pytest.mark.parametrize("flat", FLATS)
def test_a_flat_is_found(flat: str) -> None:
    assert ("有门牌到户的地址", "it names somebody's flat") in personal(f"茶港小区{flat}漏水")


@pytest.mark.parametrize("text", FINE)
def test_the_matter_and_its_place_may_go_out(text: str) -> None:
    assert personal(text, "赵晓明", "楼道里堆满了纸箱") == ()


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("赵晓明", "赵晓明家门口", True),
        ("赵晓明", "赵先生反映路灯不亮", True),
        ("赵女士", "赵女士反映路灯不亮", True),
        ("赵女士", "赵家条路口", False),
        ("赵晓明", "照明不亮", False),
        ("明", "照明不亮", False),
    ],
)
def test_the_reporter_is_not_named(name: str, text: str, found: bool) -> None:
    assert bool(personal(text, name)) is found


@given(st.text(alphabet="路灯井盖漏水楼道堆物噪音垃圾", min_size=LONGEST_QUOTE + 1, max_size=60), st.data())
def test_own_words_are_found_wherever_they_stand(words: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(words) - LONGEST_QUOTE - 1))
    quoted = words[start : start + LONGEST_QUOTE + 1]
    spread = "，".join((quoted[:6], quoted[6:]))
    for text in (quoted, f"诉求人说：{quoted}。", spread):
        assert ("照抄了诉求人的原话", "it repeats the reporter's own words") in personal(text, None, words)


def test_the_name_of_a_place_is_no_quotation() -> None:
    assert personal("放鹰台路口一盏路灯不亮", None, "放鹰台路口的路灯坏了三天了，晚上黑漆漆的") == ()
