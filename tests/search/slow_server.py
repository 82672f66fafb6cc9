"""A door before a real server, on loopback, that can let answers through late: for what happens while it is slow."""

import socket
import socketserver
import threading
from contextlib import suppress
from urllib.parse import urlsplit

LARGEST_PIECE = 65_536


class SlowDoor:
    """Hands bytes on to the server at `url` and back. While it is slow, answers wait."""

    def __init__(self, url: str) -> None:
        self.server = (urlsplit(url).hostname, urlsplit(url).port)
        self.open = threading.Event()
        self.open.set()
        self.asked = 0
        door = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                door.hand_on(self.request)

        self.listener = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.listener.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.listener.server_address[1]}"
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()

    def hand_on(self, client: socket.socket) -> None:
        with socket.create_connection(self.server) as server:
            answers = threading.Thread(target=self.bring_back, args=(server, client), daemon=True)
            answers.start()
            with suppress(OSError):
                while piece := client.recv(LARGEST_PIECE):
                    self.asked += 1
                    server.sendall(piece)
                server.shutdown(socket.SHUT_WR)
            answers.join()

    def bring_back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(LARGEST_PIECE):
                self.open.wait()
                client.sendall(piece)

    def be_slow(self) -> None:
        self.open.clear()

    def be_quick(self) -> None:
        self.open.set()

    def close(self) -> None:
        self.open.set()
        self.listener.shutdown()
        self.listener.server_close()
