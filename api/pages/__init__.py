"""The people's pages: ordinary routes at the root, beside `/api/v1` and not in its description.

To add a page:

1. A module here with a `router = pages()` and handlers that take `page: PageDep` (and `door: DoorDep`) and
   return `page.html("name.html", key=value)`, or after a POST `page.go("/where", "what to say")`. Routes that
   people fill in are plain forms first; scripts only enhance them. Name the module in `PAGES` of `api.pages.site`.
2. A template in `templates/` that extends `base.html` (blocks `title`, `nav`, `main`, `scripts`, `body_class`) and
   writes Chinese in `{{ _("…") }}`. Moments: `{{ at|moment }}`, `{{ at|day }}`, spans `{{ at|left }}`; our files
   `{{ asset("pages.css") }}`. Inline styles and scripts are forbidden by the security policy: CSS goes into
   `web/src/*.css`, scripts into `web/src/*.js`, and `make setup` builds them.
3. The English of every new Chinese text in a catalogue under `locale/en/LC_MESSAGES/` (all `.po` files there count,
   so that public and staff pages have their own). In Python code a text is `page.say("…")`. A test names every text
   without its English.

A refusal (`api.errors.Problem`) raised by a page is shown as a page. A POST from another site is refused before it is
read (`api.pages.headers`).
"""
