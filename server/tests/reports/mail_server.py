"""A mail server for tests: prints its port, then each message as a line of JSON.

It encrypts from the first byte when certificate and key are named, else not at all.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full@"):
            return "452 4.2.2 the mailbox is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [
            {"name": part.get_filename(), "type": part.get_content_type(), "begins": part.get_payload(decode=True)[:5].decode("latin-1")}
            for part in message.iter_attachments()
        ]
        said = {
            "from": str(message["from"]), "to": envelope.rcpt_tos, "shown": str(message["to"]),
            "subject": str(message["subject"]), "text": message.get_body(("plain",)).get_content(), "parts": parts,
        }
        print(json.dumps(said), flush=True)
        return "250 OK"


async def serve():
    loop = asyncio.get_running_loop()
    context = None
    if sys.argv[1:]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*sys.argv[1:])
    server = await loop.create_server(
        lambda: SMTP(Sink(), hostname="localhost"), host="127.0.0.1", port=0, ssl=context
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


asyncio.run(serve())
