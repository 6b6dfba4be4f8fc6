"""Half past ten at night, three nights running. Used by `build`."""

from demo.scenes.shared import PHONE
from demo.script import Rating, Told, on

NOISE = Told(
    "noise-street",
    on(9, 22, 30),
    "B1003",
    "SQ15",
    "wechat",
    "都十点半了，黄鹂路楼下烧烤店外头还在划拳唱歌，屋里伢明天要补课，睡不成！！",
    grid="SQ15-G01",
    address="黄鹂路某烧烤店外",
    name="苏女士",
    phone=PHONE.format(9108),
    scene="夜里十点半的噪声",
    ratings=(Rating(5, comment="二十分钟就安静了"),),
)

NOISE_HOME = Told(
    "noise-home",
    on(11, 22, 30),
    "B1006",
    "SQ02",
    "hotline",
    "北环路9栋3楼十点半还在打电钻，明天星期一要上班，物业管不了",
    grid="SQ02-G02",
    address="北环路9栋3楼",
    name="蔡先生",
    phone=PHONE.format(9109),
    scene="夜里十点半的噪声",
    ratings=(Rating(4),),
)

NOISE_SITE = Told(
    "noise-site",
    on(10, 22, 35),
    "B0417",
    "SQ14",
    "hotline",
    "岳家嘴工地半夜还在打混凝土，泵车轰了一晚上，又不是高考，么样就冇得人管",
    grid="SQ14-G01",
    address="岳家嘴在建工地",
    name="潘女士",
    phone=PHONE.format(9110),
    scene="夜里十点半的噪声",
    ratings=(Rating(4),),
)
NIGHTS = (NOISE, NOISE_HOME, NOISE_SITE)
