"""共建单位: units that build the area together with the street (SEED-011, SEED-081)."""

from domain.label import Label
from domain.registers.declared.parts import choice, community, contact, day, name, note
from domain.registers.register import Coverage, Field, Kind, Register

KINDS = {
    "authority": Label("机关", "Authority"),
    "institution": Label("事业单位", "Public institution"),
    "state_company": Label("国有企业", "State-owned company"),
    "school": Label("学校", "School"),
    "hospital": Label("医院", "Hospital"),
    "company": Label("非公企业", "Private company"),
    "social": Label("社会组织", "Social organisation"),
}
TAKES_PART = {"yes": Label("参与", "Takes part"), "no": Label("未参与", "Does not yet")}

CO_BUILDING = Register(
    "co-building",
    Label("共建单位", "Co-building units"),
    "GJ",
    (
        name(Label("单位名称", "Unit")),
        choice("kind", Label("单位性质", "Kind of unit"), KINDS),
        community(),
        Field("party_name", Label("党组织名称", "Name of the party body")),
        Field("members", Label("在职党员数", "Serving members"), Kind.NUMBER, summed=True),
        choice("takes_part", Label("参与共建", "Takes part"), TAKES_PART),
        day("since", Label("参与日期", "Since")),
        Field("duties", Label("共治职责", "Duties it took on"), Kind.NOTE),
        *contact(),
        note(),
    ),
    grouped=("kind",),
    about=Label("驻区单位参与区域共建的名单、职责和参与率。", "Who takes part in the area, and in what."),
    coverage=Coverage(
        Label("共建单位参与率", "Taking part"), "takes_part", frozenset({"yes"}), since="since"
    ),
)
