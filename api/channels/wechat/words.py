"""What the account says. Used by `turns` and by what carries out."""

from api.channels.wechat.talk import Draft
from api.suggest import dangers
from domain.policy import City

WHAT = "请写一下是什么事，例如“路口的路灯坏了三天了”。也可以先发照片。"
CAME = "照片已收到。"
HELP = (
    "报事：直接写是什么事，再告诉我们地点，确认后即受理；照片随时可发。\n"
    "查进度：回复“进度”；查一件：“进度 编号”；不是在这里报的：“进度 编号 查询码”。\n"
    "催办：“催办 编号”。评价：“评价 5”（5 非常满意 … 1 非常不满意）。\n"
    "不报了：“取消”。\n"
    "有生命危险请先拨打 110、119、120。"
)
GREETING = f"欢迎！有什么事要反映，直接写给我们：有人答、限时办、逾期自动上报。\n{HELP}"
STRANGE = "这种消息暂时看不懂，请用文字、照片或位置。回复“帮助”看用法。"
DROPPED = "好的，这件不报了。"
NOTHING_TO_DROP = "现在没有正在填写的报事。"
FULL = "照片已经够多了，不能再加。"
LOST = "有一张照片没有收到，请重新发送。"
BUSY = "正在处理，请稍后回复“进度”查看结果。"
NOT_ADDED = "现在没有可补充的照片。"
ADDED = "照片已补充到 {case_no}。"
WHY = "不满意请说明原因，例如“评价 2 未解决”。原因：未解决、态度、太慢、政策、其他。"
HOW_TO_RATE = "请回复“评价”和分数，例如“评价 5”（5 非常满意，4 满意，3 一般，2 不满意，1 非常不满意）。"
NO_CASE = "您还没有在这里报过事。直接写是什么事，就可以报。"
NOT_YOURS = "这件不是从您的微信报的，请加上查询码：“进度 编号 查询码”。"
NOT_YOURS_TO_SAY = "只能催办、评价从您的微信报的件。"
_SHOWN = 60
"""Signs of somebody's own words that are said back to them."""


def danger(city: City, text: str) -> str:
    """Whom to call first, where the words say that somebody is in danger; on a line of its own."""
    numbers = "、".join(found.number for found, _ in dangers(city, text))
    return f"【紧急】如有人身危险，请先拨打 {numbers}！\n" if numbers else ""


def where(city: City) -> str:
    """Where it is, with a community of the city for an example."""
    example = next((one.name_zh for one in city.communities.values()), "")
    asked = f"在什么地方？请发送位置（点“+”选“位置”），或写地址、社区名，例如“{example} 3 栋”。"
    return f"{asked}说不清楚请回复 0。"


def picture_taken(last: str) -> str:
    """A picture came before any words."""
    more = f"如果是刚才报的 {last} 的照片，请回复“补充”。" if last else ""
    return f"{CAME}{'请写一下是什么事。' if more else WHAT}{more}"


def confirm(city: City, draft: Draft) -> str:
    """What will be filed, and what to choose from."""
    words = draft.words if len(draft.words) <= _SHOWN else f"{draft.words[:_SHOWN]}…"
    lines = ["请核对：", f"事情：{words}", f"地点：{_place(city, draft)}"]
    if draft.pictures:
        lines.append(f"照片：{draft.pictures} 张")
    items = city.catalogue.items
    if draft.offered:
        lines.append("是哪一类？回复数字就提交：")
        lines += [f"{n} {items[code].name_zh}" for n, code in enumerate(draft.offered, 1)]
        lines.append("0 都不是，由指挥中心分类")
    else:
        lines.append("回复 0 就提交，由指挥中心分类。")
    return "\n".join([*lines, "还可以补充文字、照片或位置；不报了请回复“取消”。"])


def _place(city: City, draft: Draft) -> str:
    community = city.communities[draft.community].name_zh if draft.community else ""
    said = draft.address or ("所发位置" if draft.lng is not None else "")
    if community and community not in said:
        return f"{said}（{community}）" if said else community
    return said or "没有说明"
