"""Whatever is to be told has words: a notice without any would keep its event off the record."""

from hypothesis import given
from hypothesis import strategies as st

from domain.label import Label
from domain.message_words import KINDS, WHYS, worded

KIND = st.sampled_from(sorted(KINDS)) | st.text()
WHY = st.sampled_from(sorted(why for _, why in WHYS)) | st.text()


@given(KIND, WHY)
def test_everything_has_words_in_both_languages(what: str, why: str) -> None:
    said = worded(what, why, "SGH-1", Label("井盖缺失", "a missing manhole cover"), (), "Asia/Shanghai")
    assert said.zh
    assert said.en
    if what != "warning":  # a digest names what it is about line by line, and here has none
        assert "SGH-1" in said.zh
        assert "manhole" in said.en
