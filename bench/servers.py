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
WAITS = TARGET / "waits"
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


@functools.cache
def build_go():
    run("go", "build", "-o", TARGET / "go_server", PEERS / "go_server.go")


@functools.cache
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


@functools.cache
def build_uppercased_waits():
    """The service as it is, and next to it a transformer that waits."""
    build_uppercased()
    build_jvm_peers()
    run(find_java().with_name("javac"), "-cp", CLASS_PATH, "-d", WAITS, BENCH / "waits" / "Waiting.java")


@dataclass
class Server:
    command: list
    build: Callable = build_c
    unicode: bool = True
    directory: Path = TARGET

    @property
    def is_jvm(self):
        return self.command[0] == "{java}"

    def command_line(self, address, port):
        java = find_java() if self.is_jvm else None
        return [str(word).format(java=java, address=address, port=port) for word in self.command]


def c_server(address, *options):
    return Server([TARGET / "c_server", address, "{port}", *options], unicode=False)


def peer(name, *arguments):
    return Server(["{java}", "--enable-native-access=ALL-UNNAMED", "-cp", CLASS_PATH, f"io.uppercased.bench.{name}",
                   *arguments], build_jvm_peers)


PORTS = ["--udp.port={port}", "--server.port=0"]
UPPERCASED = ["{java}", "-jar", JAR, *PORTS]
SPRING_INTEGRATION = ["--port={port}", "--spring.main.keep-alive=true"]
SERVERS = {
    "uppercased-linux": Server([*UPPERCASED, "--udp.transport=linux"], build_uppercased),
    "uppercased-nio": Server([*UPPERCASED, "--udp.transport=nio"], build_uppercased),
    "uppercased-image": Server(["{java}", "@jvm.options", "-XX:AOTCache=uppercased.aot", "-jar", "uppercased.jar",
                                *PORTS], build_image, directory=AS_IMAGE),
    "uppercased-address": Server([*UPPERCASED, "--udp.transport=linux", "--udp.address={address}"],
                                 build_uppercased),
    "uppercased-waits": Server(["{java}", "--enable-native-access=ALL-UNNAMED", f"-Dloader.path={WAITS}", "-cp", JAR,
                                "org.springframework.boot.loader.launch.PropertiesLauncher", *PORTS,
                                "--udp.transport=linux", "--udp.transformer=waiting"], build_uppercased_waits),
    "c-loop": c_server("0.0.0.0", "loop"),
    "c-burst": c_server("0.0.0.0", "burst"),
    "c-runs": c_server("0.0.0.0", "burst", "gro"),
    "c-address": c_server("{address}", "burst"),
    "c-dual-stack": c_server("::", "burst"),
    "c-pktinfo": c_server("::", "burst", "pktinfo"),
    "c-stamps": c_server("::", "burst", "stamps"),
    "c-promises": c_server("::", "burst", "pktinfo", "stamps", "segment"),
    "go": Server([TARGET / "go_server", "{port}"], build_go, unicode=False),
    "go-waits": Server([TARGET / "go_server", "{port}", "waits"], build_go),
    "rust": Server([TARGET / "rust_server", "{port}"], build_rust),
    "python": Server([sys.executable, PEERS / "python_server.py", "{port}"]),
    "jdk-waits": peer("JdkServer", "{port}"),
    "netty": peer("NettyServer", "{port}"),
    "netty-waits": peer("NettyServer", "{port}", "waits"),
    "spring-integration": peer("SpringIntegrationServer", *SPRING_INTEGRATION),
    "spring-integration-waits": peer("SpringIntegrationServer", *SPRING_INTEGRATION, "--waits=true"),
}


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_bound(process, port):
    """Reads this from the kernel instead of sending a packet, because the first packet must be a measured one."""
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
    """Starts the server on the core, and yields its process and its port."""
    server, port, log = SERVERS[name], free_port(), TARGET / f"{name}.log"
    with log.open("w") as output:
        process = subprocess.Popen(network.at_server(server.command_line(network.address, port)), cwd=server.directory,
                                   stdout=output, stderr=subprocess.STDOUT,
                                   preexec_fn=lambda: os.sched_setaffinity(0, {core}))
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
