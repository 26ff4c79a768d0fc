"""Tickets in Roundup, through its REST interface. For another tracker write a class with the same methods."""

import base64
import json
import urllib.parse
import urllib.request

CLOSED = "resolved"
OPEN = "in-progress"


class Roundup:
    system = "roundup"

    def __init__(self, url, user, password):
        self.url = url.rstrip("/")
        self.user = user
        origin = urllib.parse.urlsplit(self.url)
        self.headers = {
            "Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode(),
            "Origin": f"{origin.scheme}://{origin.netloc}",
            "Referer": self.url + "/",
            "X-Requested-With": "rest",
        }

    def find(self, key):
        """The ticket with this key in its title, or None."""
        found = self._call("GET", "issue", query={"title": key})["collection"]
        return found[0]["id"] if found else None

    def ours(self, prefix):
        """Open tickets with a key of ours: (ticket, key)."""
        closed = self._status(CLOSED)
        found = self._call("GET", "issue", query={"title": prefix, "@fields": "title,status"})["collection"]
        for issue in found:
            if issue["status"] is None or issue["status"]["id"] != closed:
                yield issue["id"], issue["title"].rsplit("[", 1)[-1].rstrip("]")

    def create(self, key, title, text):
        message = self._say(text)
        issue = {"title": f"{title} [{key}]", "messages": message, "status": self._status(OPEN)}
        return self._call("POST", "issue", issue)["id"]

    def close(self, ticket, why):
        self._move(ticket, CLOSED, why)

    def reopen(self, ticket, why):
        """Nothing happens to one that is open."""
        if self._is_closed(ticket):
            self._move(ticket, OPEN, why)

    def link(self, ticket):
        return {"system": self.system, "key": f"issue{ticket}", "url": f"{self.url}/issue{ticket}"}

    def _is_closed(self, ticket):
        status = self._call("GET", f"issue/{ticket}")["attributes"]["status"]
        return status is not None and status["id"] == self._status(CLOSED)

    def _move(self, ticket, status, why):
        issue = self._call("GET", f"issue/{ticket}")
        if issue["attributes"]["status"] and issue["attributes"]["status"]["id"] == self._status(status):
            return
        message = self._say(why)
        messages = [known["id"] for known in issue["attributes"]["messages"]] + [message]
        change = {"status": self._status(status), "messages": ",".join(messages), "@etag": issue["@etag"]}
        self._call("PUT", f"issue/{ticket}", change)

    def _say(self, text):
        user = self._call("GET", "user", query={"username": self.user})["collection"][0]["id"]
        return self._call("POST", "msg", {"content": text, "author": user})["id"]

    def _status(self, name):
        return next(s["id"] for s in self._call("GET", "status", query={"name": name})["collection"])

    def _call(self, method, path, fields=None, query=None):
        parameters = "?" + urllib.parse.urlencode(query) if query else ""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(
            f"{self.url}/rest/data/{path}{parameters}", method=method, data=data, headers=self.headers
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]
