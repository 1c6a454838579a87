"""The servers that are measured: how each is built, started on a core, and ended."""

import contextlib
import functools
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from service import BENCH, JAR, Unavailable, build_as_image, find_java

ROOT = BENCH.parent
TARGET = BENCH / "target"
PEERS = BENCH / "peers"
AS_IMAGE = TARGET / "image"
CLASS_PATH = f"{TARGET}/classes:{TARGET}/lib/*"


def run(*command):
    if not shutil.which(command[0]):
        raise Unavailable(f"there is no {command[0]}")
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError as failure:
        raise Unavailable(failure) from None


@functools.cache
def build_c():
    TARGET.mkdir(exist_ok=True)
    for source in BENCH / "load.c", PEERS / "c_server.c":
        run("gcc", "-O3", "-Wall", "-Wextra", "-o", TARGET / source.stem, source)


def build_go():
    run("go", "build", "-o", TARGET / "go_server", PEERS / "go_server.go")


def build_rust():
    run("rustc", "-O", "-o", TARGET / "rust_server", PEERS / "rust_server.rs")


@functools.cache
def build_uppercased():
    find_java()
    if not JAR.exists():
        run("mvn", "-B", "-ntp", "-q", "-f", ROOT / "pom.xml", "-DskipTests", "package")


@functools.cache
def build_image():
    shutil.rmtree(AS_IMAGE, ignore_errors=True)
    build_as_image(ROOT, AS_IMAGE)


@functools.cache
def build_jvm_peers():
    find_java()
    run("mvn", "-B", "-ntp", "-q", "-f", BENCH / "pom.xml", "package")


@dataclass
class Server:
    command: list
    build: Callable = build_c
    unicode: bool = True
    directory: Path = TARGET

    @property
    def is_jvm(self):
        return self.command[0] == "{java}"

    def command_line(self, port):
        java = find_java() if self.is_jvm else None
        return [str(word).format(java=java, port=port) for word in self.command]


UPPERCASED = ["{java}", "-jar", JAR, "--udp.port={port}", "--server.port=0"]
SERVERS = {
    "uppercased-linux": Server([*UPPERCASED, "--udp.transport=linux"], build_uppercased),
    "uppercased-nio": Server([*UPPERCASED, "--udp.transport=nio"], build_uppercased),
    "uppercased-image": Server(["{java}", "@jvm.options", "-XX:AOTCache=uppercased.aot", "-jar", "uppercased.jar",
                                *UPPERCASED[3:]], build_image, directory=AS_IMAGE),
    "c-loop": Server([TARGET / "c_server", "loop", "{port}"], unicode=False),
    "c-burst": Server([TARGET / "c_server", "burst", "{port}"], unicode=False),
    "c-runs": Server([TARGET / "c_server", "runs", "{port}"], unicode=False),
    "go": Server([TARGET / "go_server", "{port}"], build_go, unicode=False),
    "rust": Server([TARGET / "rust_server", "{port}"], build_rust),
    "python": Server([sys.executable, PEERS / "python_server.py", "{port}"]),
    "netty": Server(["{java}", "--enable-native-access=ALL-UNNAMED", "-cp", CLASS_PATH,
                     "io.uppercased.bench.NettyServer", "{port}"], build_jvm_peers),
    "spring-integration": Server(["{java}", "-cp", CLASS_PATH, "io.uppercased.bench.SpringIntegrationServer",
                                  "--port={port}", "--spring.main.keep-alive=true"], build_jvm_peers),
}


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_bound(process, port):
    """Asks the kernel, not the server: the first packet belongs to the measurement."""
    tables = Path(f"/proc/{process.pid}/net").glob("udp*")  # of its own namespace
    return any(re.search(rf"^ *\d+: [0-9A-F]+:{port:04X} ", table.read_text(), re.M) for table in tables)


def wait_until_bound(process, port, log):
    deadline = time.monotonic() + 60
    while not is_bound(process, port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unavailable("it did not start:\n" + log.read_text()[-2000:])
        time.sleep(0.05)


@contextlib.contextmanager
def running(name, core, network):
    """Starts the server on the core and yields its process and its port."""
    server, port, log = SERVERS[name], free_port(), TARGET / f"{name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(network.at_server(server.command_line(port)), cwd=server.directory, stdout=output,
                                   stderr=subprocess.STDOUT, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    try:
        wait_until_bound(process, port, log)
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
