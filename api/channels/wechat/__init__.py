"""武昌微邻里: the official account's callback. A conversation of three messages that files a report, and asks after it.

`resources` checks, `incoming` and `outgoing` translate, `turns` says what follows from a message (pure), `talking`
keeps where somebody stands and carries out, by `filing`, `asking` and `pictures`. Hung in by `api.routes`; without
`HUYING_WECHAT_TOKEN` there is nothing here.
"""
