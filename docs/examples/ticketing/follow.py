"""Keeps one ticket for each serious finding: opens it, closes it when the problem is gone, opens it again when it is back.

It may be stopped and killed at any moment, and so may Plimsoll and the tracker: what has been done is found again by
the finding's dedup_key, so that no second ticket comes into being. Run one of it.
"""

import fcntl
import json
import os
import pathlib
import time

from plimsoll import CursorExpired, Plimsoll
from roundup import Roundup

GONE = {"finding.resolved", "finding.accepted"}
KEYS = "plimsoll-"


class Follower:
    def __init__(self, plimsoll, tracker, state, severities):
        self.plimsoll = plimsoll
        self.tracker = tracker
        self.state = state
        self.severities = severities

    def step(self, wait):
        """Settles what has happened since the last time, and only then forgets it."""
        cursor = self.state.read()
        try:
            if cursor is None:
                return self.look_at_everything()
            page = self.plimsoll.changes(cursor, wait)
        except CursorExpired:
            return self.look_at_everything()
        for change in page["items"]:
            self.settle(change)
        self.state.write(page["next_cursor"])

    def settle(self, change):
        data = change["data"]
        finding, details = data["finding"], data["details"]
        if change["type"] in GONE:
            ticket = self.tracker.find(finding["dedup_key"])
            if ticket is not None:
                self.tracker.close(ticket, details.get("evidence") or f"accepted by {data['by']}: {details['reason']}")
        elif change["type"] != "finding.acknowledged":
            self.open(finding, f"{change['type']} at {change['timestamp']}")

    def open(self, finding, why):
        """One ticket, whatever was there before."""
        ticket = self.tracker.find(finding["dedup_key"])
        if ticket is not None:
            self.tracker.reopen(ticket, why)
        elif finding["severity"] in self.severities:
            ticket = self.tracker.create(finding["dedup_key"], title(finding), self.text(finding))
        else:
            return
        self.plimsoll.link(finding["id"], self.tracker.link(ticket))

    def look_at_everything(self):
        """At the first start, and after having been away for longer than changes are kept."""
        cursor = self.plimsoll.cursor_now()
        present = set()
        for finding in self.plimsoll.findings():
            present.add(finding["dedup_key"])
            self.open(finding, "found again")
        for ticket, key in list(self.tracker.ours(KEYS)):
            if key not in present:
                self.tracker.close(ticket, "no longer found")
        self.state.write(cursor)

    def text(self, finding):
        url = f"{self.plimsoll.url}/findings/{finding['id']}"
        return f"{finding['evidence']}\n\n{finding['rule']}, {finding['severity']}\n{url}\n"


def title(finding):
    subject = f": {finding['subject']}" if finding["subject"] else ""
    # What comes from a container may hold anything; a title is one line.
    return " ".join(f"{finding['title']}{subject}".split())[:150]


class State:
    """The cursor, in a file that is never half written."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.lock = open(f"{path}.lock", "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def read(self):
        return json.loads(self.path.read_text())["cursor"] if self.path.exists() else None

    def write(self, cursor):
        draft = self.path.with_suffix(".new")
        with open(draft, "w") as file:
            json.dump({"cursor": cursor}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self.path)


def main():
    environment = os.environ
    plimsoll = Plimsoll(environment["PLIMSOLL_URL"], environment["PLIMSOLL_TOKEN"])
    tracker = Roundup(environment["ROUNDUP_URL"], environment["ROUNDUP_USER"], environment["ROUNDUP_PASSWORD"])
    severities = set(environment.get("SEVERITIES", "critical,high").split(","))
    follower = Follower(plimsoll, tracker, State(environment.get("STATE", "state.json")), severities)
    pause = 1
    while True:
        try:
            follower.step(wait=20)
            pause = 1
        except (OSError, ValueError) as error:
            # Also urllib's errors. Nothing is lost: the cursor has not moved.
            print(f"again in {pause} s: {error}", flush=True)
            time.sleep(pause)
            pause = min(pause * 2, 60)


if __name__ == "__main__":
    main()
