"""What the servers are asked, and what is measured meanwhile."""

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
    over_veth: bool = False


def on_loopback(sizes):
    return {
        **{f"{size} B": Workload(ascii_text(size)) for size in sizes},
        UNICODE: Workload(UNICODE_TEXT),
        SINGLE: Workload(ascii_text(64), sockets=1, window=1),
        **{title: Workload(ascii_text(64), sockets=64, rate=int(re.sub(r"\D", "", title))) for title in OPEN_LOOP},
    }


def over_veth():
    chosen = {}
    for title in OVER_VETH:
        sockets, window, size = map(int, re.findall(r"\d+", title))
        chosen[title] = Workload(ascii_text(size), sockets, window, over_veth=True)
    return chosen


def ascii_text(size):
    return (PANGRAM * size)[:size - DIGITS]


def load(network, port, workload, seconds):
    at, address = (network.at_load, network.address) if workload.over_veth else (network.at_server, "127.0.0.1")
    command = [TARGET / "load", address, port, workload.sockets, workload.window, workload.rate, seconds,
               workload.text, workload.text.upper()]
    output = subprocess.run(at([str(word) for word in command]), check=True, capture_output=True,
                            timeout=seconds + 30).stdout
    return json.loads(output)


def measure(network, process, port, workload, seconds):
    """What the load saw, and the processor time of the server; over veth that of the thread that receives for it too."""
    pids = [process.pid, network.server_thread] if workload.over_veth else [process.pid]
    before = sum(map(cpu_seconds, pids))
    result = load(network, port, workload, seconds)
    cpu = sum(map(cpu_seconds, pids)) - before
    return {**result, "cpu_seconds": cpu, "peak_mb": peak_memory_mb(process)}


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
