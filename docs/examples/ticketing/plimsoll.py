"""What a ticketing system needs of Plimsoll's REST API."""

import json
import urllib.error
import urllib.parse
import urllib.request


class CursorExpired(Exception):
    """Changes after the cursor are not kept any more: look at everything once."""


class Plimsoll:
    def __init__(self, url, token):
        self.url = url.rstrip("/")
        self.token = token

    def changes(self, cursor, wait):
        """The changes after the cursor; waits some seconds for the first."""
        return self._call("GET", "/changes", {"cursor": cursor, "limit": 100, "wait": wait})

    def cursor_now(self):
        return self._call("GET", "/changes", {"start": "now", "limit": 1})["next_cursor"]

    def findings(self):
        """Everything that is wrong and whose risk nobody has accepted."""
        cursor = None
        while True:
            page = self._call("GET", "/findings", {"limit": 500, "cursor": cursor})
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def link(self, finding, ticket):
        """Shows the ticket at the finding. `ticket`: system, key, url."""
        self._call("PUT", f"/findings/{finding}/ticket", body=ticket)

    def _call(self, method, path, query=None, body=None):
        parameters = {name: value for name, value in (query or {}).items() if value is not None}
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}?{urllib.parse.urlencode(parameters)}".rstrip("?"),
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 410:
                raise CursorExpired from error
            raise
