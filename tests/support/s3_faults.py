"""An HTTP proxy in front of an S3 server that answers some requests with the server's own kinds of trouble.

Signatures cover the Host header, which is passed on as it came, so the real server verifies them.
"""

import http.client
import http.server
import random
import threading
import urllib.parse

SLOW_DOWN = (b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.'
             b"</Message><RequestId>simulated</RequestId></Error>")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class S3Faults:
    """`slow_down`: share of requests answered with 503. `lose_answers`: share done, but answered by a reset."""

    def __init__(self, endpoint: str, slow_down: float = 0.0, lose_answers: float = 0.0, seed: int = 0):
        target = urllib.parse.urlsplit(endpoint).netloc
        chance = random.Random(seed)
        lock = threading.Lock()
        counts = {"passed": 0, "slow_down": 0, "lost": 0}

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def serve(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with lock:
                    draw = chance.random()
                if draw < slow_down:
                    counts["slow_down"] += 1
                    self.answer(503, [("Content-Type", "application/xml")], SLOW_DOWN)
                    return
                connection = http.client.HTTPConnection(target, timeout=60)
                connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in HOP_BY_HOP:
                        connection.putheader(name, value)
                connection.endheaders(body)
                answer = connection.getresponse()
                data = answer.read()
                connection.close()
                if draw < slow_down + lose_answers:
                    counts["lost"] += 1
                    self.close_connection = True
                    return
                counts["passed"] += 1
                self.answer(answer.status, answer.getheaders(), data)

            def answer(self, status, headers, data):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in HOP_BY_HOP | {"content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(data)

            do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = serve

            def log_message(self, *_):
                pass

        self.counts = counts
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
