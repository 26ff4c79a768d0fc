"""A receiver of webhooks that checks them with the official library.

Listens on a free port of 127.0.0.1, over TLS when certificate and key are named, and prints it; then, for each request, one line of JSON. The first part of the path
says how to answer, the rest by which secret it is signed; lines NAME=SECRET on standard input tell them.
"""

import json
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRETS = {}
ONE_AT_A_TIME = threading.Lock()


def say(line):
    with ONE_AT_A_TIME:
        print(json.dumps(line), flush=True)


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        _, how, name = self.path.split("/")
        try:
            Webhook(SECRETS[name]).verify(body, dict(self.headers))
            verified = True
        except (KeyError, WebhookVerificationError):
            verified = False
        headers = {key.lower(): value for key, value in self.headers.items()}
        line = {"how": how, "name": name, "verified": verified, "headers": headers, "body": body.decode()}
        say(line)
        try:
            getattr(self, how)()
        except (BrokenPipeError, ConnectionResetError):
            pass

    def well(self):
        self.answer(204)

    def fails(self):
        self.answer(500, b"<b>no\r\n\x00disk</b> " + b"x" * 10_000)

    def gone(self):
        self.answer(410)

    def busy(self):
        self.send_response(429)
        self.send_header("retry-after", "3600")
        self.send_header("content-length", "0")
        self.end_headers()

    def moved(self):
        self.send_response(307)
        self.send_header("location", "/well/" + self.path.split("/")[2])
        self.end_headers()

    def hangs(self):
        time.sleep(60)

    def breaks(self):
        self.close_connection = True

    def floods(self):
        self.send_response(500)
        self.send_header("content-length", "100000000")
        self.end_headers()
        for _ in range(1_000):
            self.wfile.write(b"x" * 100_000)

    def drips(self):
        """Headers at once, and a body that never ends."""
        self.send_response(500)
        self.send_header("content-length", "1000")
        self.end_headers()
        for _ in range(60):
            self.wfile.write(b"x")
            self.wfile.flush()
            time.sleep(1)

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def learn():
    for line in sys.stdin:
        name, secret = line.strip().split("=", 1)
        SECRETS[name] = secret
        say({"learnt": name})


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
server.daemon_threads = True
if sys.argv[1:]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
learn()
