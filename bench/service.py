"""What the commands that test the service share: the build of the image, the process, and forged datagrams."""

import functools
import glob
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

BENCH = Path(__file__).resolve().parent
JAR = BENCH.parent / "target" / "uppercased.jar"
IMAGE = BENCH.parent / "deploy" / "image"
LISTENING = re.compile(r"Listening on .*UDP port (\d+).* at http://.*:(\d+)/")


class Unavailable(Exception):
    """This machine lacks what a command needs."""


@functools.cache
def find_java():
    homes = [os.environ.get("JAVA_HOME", ""), *sorted(glob.glob("/usr/lib/jvm/*"))]
    for home in map(Path, homes):
        release = home / "release"
        version = release.is_file() and re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.M)
        if version and int(version[1]) >= 25 and (home / "bin" / "java").exists():
            return home / "bin" / "java"
    raise Unavailable("no JDK 25 in JAVA_HOME or /usr/lib/jvm")


def build_as_image(project, directory):
    """Builds the service of a Maven project as the Dockerfile does, into a directory."""
    if not shutil.which("mvn"):
        raise Unavailable("there is no mvn")
    java = find_java()
    environment = {**os.environ, "JAVA_HOME": str(java.parent.parent)}
    for command in (["mvn", "-B", "-ntp", "-q", "-f", project, "-Paot", "-DskipTests", "package"],
                    [java, "-Djarmode=tools", "-jar", project / "target" / "aot" / "uppercased.jar",
                     "extract", "--destination", directory, "--force"],
                    ["cp", IMAGE / "jvm.options", directory],
                    [IMAGE / "aot-cache", directory]):
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Unavailable(f"{command[0]} failed:\n{done.stdout[-2000:]}")


def open_raw():
    """A socket for forged datagrams, which only root may have: raw(7)."""
    return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)


def send_forged(raw, source, target, payload):
    """Sends an IPv4 datagram with a forged source address and port."""
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 0, 0, 0, 64, socket.IPPROTO_UDP, 0, socket.inet_aton(source[0]),
                         socket.inet_aton(target[0]))
    udp = struct.pack("!HHHH", source[1], target[1], 8 + len(payload), 0)
    raw.sendto(header + udp + payload, (target[0], 0))


class Service:
    """Runs `command`, in a directory, until it is ready; its output goes to a log file, from which the ports are read."""

    def __init__(self, command, log, directory=None):
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen([str(word) for word in command], stdout=output,
                                            stderr=subprocess.STDOUT, cwd=directory)
        deadline = time.monotonic() + 60
        try:
            while not self.is_ready():
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise Unavailable("the service did not start:\n" + self.lines()[-2000:])
                time.sleep(0.05)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def is_ready(self):
        """The service listens a moment before it reports that it is ready."""
        ports = LISTENING.search(self.lines())
        if not ports:
            return False
        self.port, self.http_port = int(ports[1]), int(ports[2])
        try:
            return self.page("health/readiness")["status"] == "UP"
        except (OSError, ValueError):
            return False

    def lines(self):
        return self.log.read_text(errors="replace")

    def page(self, path, timeout=5):
        """An actuator's page as JSON, whatever its status."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/actuator/{path}", timeout=timeout) as page:
                return json.load(page)
        except urllib.error.HTTPError as page:
            return json.load(page)

    def memory(self):
        """Anonymous memory in bytes, which is all that the kernel cannot take back: proc_pid_status(5)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s+(\d+) kB", status)[1]) << 10

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def signal(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)

    def end(self, number, timeout):
        """Sends a signal and returns the exit code."""
        self.signal(number)
        return self.process.wait(timeout)
