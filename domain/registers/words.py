"""What can happen to a row of a register, in words."""

from domain.label import Label

CHANGES = {
    "added": Label("登记", "Entered"),
    "changed": Label("修改", "Changed"),
    "removed": Label("删除", "Removed"),
    "imported": Label("导入", "Imported"),
    "claimed": Label("认领", "Claimed"),
    "followed": Label("跟进", "Followed up"),
    "rated": Label("评价", "Rated"),
    "freed": Label("重新待认领", "Unclaimed again"),
}
