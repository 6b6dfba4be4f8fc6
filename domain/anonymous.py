"""脱敏: what a summary for departments may not hold: a person's number, flat, name, or the reporter's own sentences.

Pure; asked by the doors before a summary goes to a case. What it finds cannot be sent all the same: it is rewritten.
"""

import re
import unicodedata
from difflib import SequenceMatcher

Reason = tuple[str, str]
"""Why not, in Chinese and in English."""
LONGEST_QUOTE = 12
"""Signs in a row that a summary may share with what the reporter wrote: a place's name, not a sentence."""
_COMPARED = 2000
_NUMBER = r"[0-9零〇一二两三四五六七八九十百]+"
_CASE_NO = re.compile(r"[A-Z]{2,6}-\d{8}-\d{8}(?:\.\d+)?")
_GAP = r"[\s.·-]?"
_FOUND: tuple[tuple[re.Pattern[str], Reason], ...] = (
    (
        re.compile(rf"(?<!\d)\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}[\dXx](?![\dA-Za-z])|(?<!\d)\d{{15}}(?!\d)"),
        ("有身份证号", "it holds an identity number"),
    ),
    (
        re.compile(
            rf"(?<!\d)(?:\+?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"
            rf"|(?<!\d)0\d{{2,3}}{_GAP}\d{{7,8}}(?!\d)|(?<!\d)\d{{3,4}}{_GAP}\d{{4}}(?!\d)"
            r"|[零〇一二三四五六七八九幺]{7,}"
        ),
        ("有电话号码", "it holds a telephone number"),
    ),
    (
        re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:微信|QQ|qq)号?[:： ]*[A-Za-z0-9_-]{5,}"),
        ("有邮箱或社交账号", "it holds an address of mail or chat"),
    ),
    (
        re.compile(
            rf"{_NUMBER}\s*单元|{_NUMBER}\s*(?:号房|室(?!内|外))|\d{{3,4}}\s*户|(?<![\d-])\d{{1,3}}-\d{{1,2}}-\d{{2,4}}(?!\d)"
            rf"|[栋幢座楼]\s*\d{{3,4}}(?![\d米])|{_NUMBER}[楼层][东西南北左右中](?:户|手|边那家)"
        ),
        ("有门牌到户的地址", "it names somebody's flat"),
    ),
)
_TITLES = "先生|女士|小姐|太太|阿姨|大爷|大妈|大叔|婆婆|爹爹|师傅|老师|老板|某"


def personal(text: str, name: str | None = None, words: str | None = None) -> tuple[Reason, ...]:
    """All that is wrong with a summary; nothing where it may go out. `name` and `words` are the reporter's own."""
    plain = _CASE_NO.sub(" ", unicodedata.normalize("NFKC", text))
    found = [reason for pattern, reason in _FOUND if pattern.search(plain)]
    if name and _names(plain, unicodedata.normalize("NFKC", name)):
        found.append(("有诉求人的姓名", "it names the reporter"))
    if words and _quotes(plain, unicodedata.normalize("NFKC", words)):
        found.append(("照抄了诉求人的原话", "it repeats the reporter's own words"))
    return tuple(found)


def _names(text: str, name: str) -> bool:
    bare = re.sub(rf"\s|(?:{_TITLES})$", "", name)
    if len(bare) > 1 and bare in text:
        return True
    return bool(bare) and re.search(rf"{re.escape(bare[0])}(?:{_TITLES})", text) is not None


def _quotes(text: str, words: str) -> bool:
    one, other = (re.sub(r"\W+", "", each)[:_COMPARED] for each in (text, words))
    run = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return run.size > LONGEST_QUOTE
