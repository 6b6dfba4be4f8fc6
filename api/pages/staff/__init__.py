"""Pages of those who work here: signed in, by role, in plain forms that carry the API's own commands.

`signing` says who looks, `menu` which pages there are for whom, `acting` turns a form into a command, `offers` asks
the rules what may be done. Every other module is a page.
"""
