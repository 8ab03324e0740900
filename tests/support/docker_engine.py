"""A Docker Engine API on loopback, as far as docker-py uses it; its containers are processes of this machine.

A container runs the entry point and the command of its image in its own environment, with a folder for its files. The
port of the image is a free one of this machine, to which the published port forwards, as Docker's proxy does.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from connect_proxy import relay
from tracked import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text("utf-8")
_HEAD = struct.Struct(">BxxxL")


def command_of(instruction):
    """Return the last command in JSON of an instruction of the Dockerfile."""
    found = re.findall(rf"^{instruction}\b.*?(\[.*\])$", DOCKERFILE, re.MULTILINE)
    return [part.replace("/venv/bin/python", sys.executable) for part in json.loads(found[-1])]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


class PublishedPort:
    """Forwards connections to the port that a function returns, and closes them while there is none."""

    def __init__(self, find):
        self._find = find
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.number = str(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):  # It is closed.
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            server = socket.create_connection(("127.0.0.1", self._find()))
        except OSError:
            client.close()
            return
        threading.Thread(target=relay, args=(client, server), daemon=True).start()
        relay(server, client)

    def close(self):
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@dataclass
class Container:
    """What was asked for, and the process that was started for it."""

    id: str
    config: dict
    root: Path
    process: subprocess.Popen | None = None
    published: PublishedPort | None = None

    image_port = re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.MULTILINE)[1]

    @property
    def command(self):
        return [*command_of("ENTRYPOINT"), *(self.config["Cmd"] or command_of("CMD"))]

    def start(self):
        (self.root / "state").mkdir()
        command = self.command
        assert command[command.index("--port") + 1] == self.image_port
        command[command.index("--port") + 1] = "0"
        command[1:] = [f"{self.root}{part}" if part.startswith("/") else part for part in command[1:]]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO")}
        environment |= dict(each.split("=", 1) for each in self.config["Env"] or ())
        with (self.root / "stdout").open("wb") as out, (self.root / "stderr").open("wb") as err:
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=err)
        if f"{self.image_port}/tcp" in (self.config["HostConfig"].get("PortBindings") or {}):
            self.published = PublishedPort(self._port)

    def _port(self):
        """Return the port of the process, which it prints when it listens."""
        printed = re.match(r"The Memory API is at http://[^/ ]+:(\d+)", (self.root / "stdout").read_text("utf-8"))
        if printed is None:
            raise ConnectionRefusedError
        return int(printed[1])

    def inspect(self):
        code = self.process and self.process.poll()
        status = "created" if self.process is None else "running" if code is None else "exited"
        ports = {f"{self.image_port}/tcp": None}
        if self.published and status == "running":
            ports = {f"{self.image_port}/tcp": [{"HostIp": "127.0.0.1", "HostPort": self.published.number}]}
        return {
            "Id": self.id,
            "Config": {"Tty": False, "Image": self.config["Image"], "Env": self.config["Env"]},
            "State": {"Status": status, "Running": status == "running", "ExitCode": code or 0},
            "NetworkSettings": {"Ports": ports, "Networks": {"bridge": {"Gateway": "127.0.0.1"}}},
            "HostConfig": {"LogConfig": {"Type": "json-file"}, "NetworkMode": "default"},
        }

    def logs(self, query):
        content = b""
        for number, name in ((1, "stdout"), (2, "stderr")):
            if query.get(name) == "1" and (logged := (self.root / name).read_bytes()):
                content += _HEAD.pack(number, len(logged)) + logged
        return content

    def remove(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
        if self.published is not None:
            self.published.close()
        shutil.rmtree(self.root)


class DockerEngine(ThreadingHTTPServer):
    """The daemon: it has the images that it is given, and pulls none."""

    daemon_threads = True

    def __init__(self, folder, *images):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.images = images
        self.containers = {}

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
        for container in self.containers.values():
            container.remove()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def _handle(self):
        parts = urlsplit(self.path)
        self.query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = unquote(re.sub(r"^/v[\d.]+", "", parts.path))
        for method, pattern, handle in _ROUTES:
            if method == self.command and (found := re.fullmatch(pattern, path)):
                container = self.server.containers.get(found["id"]) if "id" in found.groupdict() else None
                if "id" in found.groupdict() and container is None:
                    return self._send(404, {"message": f"No such container: {found['id']}"})
                return self._send(*handle(self, container or found))
        return self._send(501, {"message": f"{self.command} {path} is not implemented"})

    do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 - the names that the base class calls

    def _send(self, status, content=None):
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        kind = "application/json" if not isinstance(content, bytes) else "application/vnd.docker.multiplexed-stream"
        self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def version(self, _):
        return 200, {"ApiVersion": "1.47", "MinAPIVersion": "1.24", "Version": "27.0", "Platform": {"Name": "test"}}

    def image(self, found):
        if found["image"].partition(":")[0] not in self.server.images:
            return 404, {"message": f"No such image: {found['image']}"}
        return 200, {"Id": "sha256:" + "0" * 64, "RepoTags": [found["image"]]}

    def pull(self, _):
        return 404, {
            "message": f"pull access denied for {self.query['fromImage']}, repository does not exist: no such image"
        }

    def create(self, _):
        config = json.loads(self.body)
        assert config["Image"].partition(":")[0] in self.server.images
        container = Container(secrets.token_hex(32), config, self.server.folder / secrets.token_hex(4))
        container.root.mkdir()
        self.server.containers[container.id] = container
        return 201, {"Id": container.id, "Warnings": []}

    def containers(self, _):
        [asked] = json.loads(self.query["filters"])["id"]
        return 200, [self.server.containers[asked].inspect()]

    def put_archive(self, container):
        with tarfile.open(fileobj=io.BytesIO(self.body)) as archive:
            archive.extractall(container.root / self.query["path"].strip("/"), filter="data")
        return 200, {}

    def start(self, container):
        container.start()
        return 204, None

    def inspect(self, container):
        return 200, container.inspect()

    def logs(self, container):
        return 200, container.logs(self.query)

    def remove(self, container):
        if container.inspect()["State"]["Running"] and self.query.get("force") not in {"1", "True"}:
            return 409, {"message": "cannot remove a running container"}
        self.server.containers.pop(container.id).remove()
        return 204, None


_ROUTES = [
    ("GET", "/version", _Handler.version),
    ("GET", "/images/(?P<image>.+)/json", _Handler.image),
    ("POST", "/images/create", _Handler.pull),
    ("GET", "/containers/json", _Handler.containers),
    ("POST", "/containers/create", _Handler.create),
    ("PUT", "/containers/(?P<id>[^/]+)/archive", _Handler.put_archive),
    ("POST", "/containers/(?P<id>[^/]+)/start", _Handler.start),
    ("GET", "/containers/(?P<id>[^/]+)/json", _Handler.inspect),
    ("GET", "/containers/(?P<id>[^/]+)/logs", _Handler.logs),
    ("DELETE", "/containers/(?P<id>[^/]+)", _Handler.remove),
]
