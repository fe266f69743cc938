"""A client of python-socketio: does what can be done with the contract server, and prints what came of it as JSON.

    python_client.py '{"url": "http://127.0.0.1:3000", "transports": ["polling"], "serializer": "default", "ca": null}'
"""
import json
import queue
import select
import ssl
import sys
import threading

import requests
import socketio


class SharedSocket(ssl.SSLSocket):
    """TLS for two threads: this client reads a WebSocket with one and writes with another, but a connection of OpenSSL is for one
    at a time, and hangs now and then otherwise, with any server."""

    alone = threading.Lock()                             # for all of them: nobody waits with it

    def recv(self, *args):
        return self.share(super().recv, *args)

    def send(self, *args):
        return self.share(super().send, *args)

    def share(self, call, *args):
        """Calls what reads or writes; while it cannot, waits without the lock."""
        while True:
            with self.alone:
                timeout = self.gettimeout()
                self.settimeout(0)
                try:
                    return call(*args)
                except ssl.SSLWantReadError:
                    reads, writes = [self], []
                except ssl.SSLWantWriteError:
                    reads, writes = [], [self]
                finally:
                    self.settimeout(timeout)
            if not any(select.select(reads, writes, [], timeout)):
                raise TimeoutError("timed out")


ssl.SSLContext.sslsocket_class = SharedSocket
settings = json.loads(sys.argv[1])
session = requests.Session()
if settings["ca"]:
    session.verify = settings["ca"]                      # for WebSockets; requests look for REQUESTS_CA_BUNDLE
client = socketio.Client(reconnection=False, request_timeout=60, serializer=settings["serializer"], http_session=session)
inbox = queue.Queue()
TEXT = "é€😀\u2028\"\\\n"


def plain(value):
    """Binary data in a form that JSON has."""
    if isinstance(value, (bytes, bytearray)):
        return {"hex": value.hex()}
    if isinstance(value, (list, tuple)):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    return value


def heard():
    """The next event; the limit is there to catch a hang."""
    return plain(inbox.get(timeout=60))


for namespace in ["/", "/custom"]:
    client.on("*", lambda event, *args: inbox.put([event, *args]), namespace=namespace)
client.on("question", lambda q: (q, b"\x09"))
refusal = queue.Queue()
client.on("connect_error", refusal.put, namespace="/admin")

result = {}
client.connect(settings["url"], transports=settings["transports"], namespaces=["/", "/custom"], auth={"token": "t"}, wait_timeout=60)
result["greetings"] = [heard(), heard()]
me = client.call("whoami", timeout=60)
result["me"] = [me["nsp"], me["auth"], me["eio"], me["id"] == client.get_sid()]
values = [TEXT, 0, -70000, 2**40, 1.5, True, None, [], {"a": {"b": [TEXT]}}]
result["values"] = [values, client.call("echo-ack", values, timeout=60)]
client.emit("message", ("one", 2))
result["message"] = heard()
data = {"all": bytes(range(256)), "list": [b"", {"deep": b"\x01"}]}
result["binary"] = [plain(data), plain(client.call("echo-ack", data, timeout=60))]
client.emit("echo-bin", data)
result["binary event"] = [["echo-bin", plain(data)], heard()]
client.call("ask-me", (1, {"q": 0}), timeout=60)           # with MessagePack, this client loses the first question's id, 0
result["asked"] = plain(client.call("ask-me", (60000, {"q": 1}), timeout=60))
result["rooms"] = client.call("join", "r", namespace="/custom", timeout=60)
client.emit("to-room", ("r", 1, TEXT), namespace="/custom")
result["room"] = heard()
client.call("count-to", 10, timeout=60)             # its limit for what one poll brings is 16 packets
result["count"] = sorted(heard()[1] for _ in range(10))     # each in a thread of its own, so their order is not known
result["transport"] = client.transport()
client.disconnect()

refused = socketio.Client(reconnection=False, request_timeout=60, serializer=settings["serializer"], http_session=session)
refused.on("connect_error", refusal.put, namespace="/admin")
refused.connect(settings["url"], transports=settings["transports"], namespaces=["/admin"], wait=False)
result["refusal"] = refusal.get(timeout=60)
refused.disconnect()
print(json.dumps(result))
