"""The network between the server and the load: the loopback interface, or a veth pair between two namespaces."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from service import Unavailable


class Loopback:
    """What every machine has: a loopback interface, which has neither queue nor driver."""

    address = "127.0.0.1"
    server_thread = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def at_server(self, command):
        return command


class Veth(Loopback):
    """Two network namespaces with the server and the load, and a veth pair with NAPI between them.

    The kernel's thread that receives for an end (threaded NAPI) runs on the core of that end and is counted with it.
    Otherwise the work for the load would be charged to the server. The thread joins datagrams for sockets that ask for
    it (`gro on`). A message that the kernel is asked to cut is cut before it leaves, as with a network card (`tso off`).
    """

    address = "192.0.2.1"

    def __init__(self, server_core, load_core):
        self.server, self.load = f"perf-s{os.getpid()}", f"perf-l{os.getpid()}"  # names of namespace and device
        self.cores = server_core, load_core

    def __enter__(self):
        try:
            for name in self.server, self.load:
                run("ip", "netns", "add", name)
            run("ip", "link", "add", self.server, "netns", self.server, "address", "02:00:00:00:00:01", "type", "veth",
                "peer", "name", self.load, "netns", self.load, "address", "02:00:00:00:00:02")
            self.server_thread = set_up(self.server, "192.0.2.1", self.cores[0])
            set_up(self.load, "192.0.2.2", self.cores[1])
            # A full load does not wait until the link address is found: the kernel would drop its first messages.
            introduce(self.server, "192.0.2.2", "02:00:00:00:00:02")
            introduce(self.load, "192.0.2.1", "02:00:00:00:00:01")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for name in self.server, self.load:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL)

    def at_server(self, command):
        return inside(self.server, command)

    def at_load(self, command):
        return inside(self.load, command)


def set_up(name, address, core):
    """Brings up an end, pins its NAPI thread to the core, and returns the number of that thread."""
    run("ip", "-n", name, "address", "add", f"{address}/24", "dev", name)
    run(*inside(name, ["ethtool", "-K", name, "gro", "on", "tso", "off"]))
    # Packets that find the ring of 256 full wait here, from Linux 6.16 on; before, they are lost.
    run("tc", "-n", name, "qdisc", "add", "dev", name, "root", "pfifo", "limit", "10000")
    for device in "lo", name:
        run("ip", "-n", name, "link", "set", device, "up")
    run(*inside(name, ["sh", "-c", f"echo 1 > /sys/class/net/{name}/threaded"]))
    thread = kernel_thread(f"napi/{name}-")
    os.sched_setaffinity(thread, {core})
    return thread


def kernel_thread(prefix):
    for comm in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):  # the process has ended
            if comm.read_text().startswith(prefix):
                return int(comm.parent.name)
    raise Unavailable(f"there is no kernel thread {prefix}")


def introduce(name, address, link_address):
    run("ip", "-n", name, "neighbour", "add", address, "lladdr", link_address, "dev", name)


def inside(namespace, command):
    return ["ip", "netns", "exec", namespace, *command]


def run(*command):
    if not shutil.which(command[0]):
        raise Unavailable(f"there is no {command[0]}")
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as failure:
        raise Unavailable(f"'{' '.join(command)}' fails: {failure.stderr.strip()}") from None
