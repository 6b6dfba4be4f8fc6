"""台账: lists that an office keeps, each described by one small declaration. Everything else is made from that.

`register` is the shape of a declaration, `declared` has one file for each register, `reading` judges what somebody
writes into a row, `covering` counts, `matching` and `steps` are the rules of the three lists.
"""
