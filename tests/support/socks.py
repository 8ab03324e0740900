"""A loopback SOCKS5 proxy."""

from __future__ import annotations

import contextlib
import socket
import struct

from connect_proxy import ConnectProxy, relay


class SOCKSProxy(ConnectProxy):
    """Relays data to IPv4 addresses, without authentication."""

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client.recv(257)
            client.sendall(b"\x05\x00")
            head = client.recv(10)
            self.heads.append(head)
            server = socket.create_connection((socket.inet_ntoa(head[4:8]), struct.unpack("!H", head[8:10])[0]))
            client.sendall(b"\x05\x00\x00\x01" + bytes(6))
            self._start(relay, client, server)
            relay(server, client)
