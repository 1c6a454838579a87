"""The workloads of the servers, and what is measured during that time."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from servers import TARGET

START = "first 2 s"
UNICODE = "Unicode"
SINGLE = "one at a time"
OVER_VETH = ["8 × 16, 64 B", "8 × 16, 1400 B", "64 × 4, 64 B", "256 × 1, 64 B", "1000 × 1, 64 B"]
PROMISES = ["256 × 1, 64 B", "1000 × 1, 64 B", "8 × 16, 64 B"]
WAITS = ["64 × 1, 0 % slow", "64 × 1, 1 % slow", "512 × 1, 0 % slow", "512 × 1, 1 % slow"]
OPEN_LOOP = ["20,000/s", "100,000/s"]

DIGITS = 16  # of the number that the load puts before each text
PANGRAM = "the quick brown fox jumps over the lazy dog; "
UNICODE_TEXT = "füße, čaj, œuvre, ἀγάπη, вода, ŉ."


@dataclass
class Workload:
    text: str
    sockets: int = 8
    window: int = 16
    rate: int = 0  # messages per second, or 0 for as many as are answered
    slow: int = 0  # of 100 messages
    over_veth: bool = False


def on_loopback(sizes):
    return {
        **{f"{size} B": Workload(ascii_text(size)) for size in sizes},
        UNICODE: Workload(UNICODE_TEXT),
        SINGLE: Workload(ascii_text(64), sockets=1, window=1),
        **{title: Workload(ascii_text(64), sockets=64, rate=int(re.sub(r"\D", "", title))) for title in OPEN_LOOP},
    }


def over_veth(titles):
    chosen = {}
    for title in titles:
        sockets, window, size = map(int, re.findall(r"\d+", title))
        chosen[title] = Workload(ascii_text(size), sockets, window, over_veth=True)
    return chosen


def waits():
    chosen = {}
    for title in WAITS:
        sockets, window, slow = map(int, re.findall(r"\d+", title))
        chosen[title] = Workload(ascii_text(64), sockets, window, slow=slow, over_veth=True)
    return chosen


def ascii_text(size):
    return (PANGRAM * size)[:size - DIGITS]


def measure(network, process, port, workload, lead, seconds):
    """Loads the server for `lead` seconds, then measures: what the load saw, and the processor time of the server.

    Over veth the time of the kernel's thread that receives for the server counts too.
    """
    over_veth = workload.over_veth and network.server_thread
    at, address = (network.at_load, network.address) if over_veth else (network.at_server, "127.0.0.1")
    command = [TARGET / "load", address, port, workload.sockets, workload.window, workload.rate, workload.slow,
               lead, seconds, workload.text, workload.text.upper()]
    with subprocess.Popen(at([str(word) for word in command]), stdout=subprocess.PIPE, text=True) as loading:
        moments = []
        for _ in ("begun", "ended"):
            loading.stdout.readline()
            user, system = cpu_seconds(process.pid)
            moments.append((user, system + (sum(cpu_seconds(network.server_thread)) if over_veth else 0)))
        output = loading.stdout.read()
    if loading.returncode:
        raise subprocess.CalledProcessError(loading.returncode, loading.args)
    user, system = (after - before for before, after in zip(*moments))
    return {**json.loads(output), "cpu_seconds": user + system, "peak_mb": peak_memory_mb(process)}


def cpu_seconds(pid):
    """In the program, and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / os.sysconf("SC_CLK_TCK"), int(fields[12]) / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
