"""Stands in for systemd: keeps a UDP socket, starts a command with it as often as it is told to, and prints what the
command tells. Its orders: start, answer (what waits in the socket, as the next process would), or a signal's name."""

import os
import select
import signal
import socket
import sys

udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
udp.bind(("127.0.0.1", 0))
notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
address = "@uppercased-%d" % os.getpid()
notify.bind(address.replace("@", "\0"))
environment = dict(os.environ, NOTIFY_SOCKET=address, LISTEN_FDS="1", LISTEN_FDNAMES="test.socket")
child = end = None


def start():
    pid = os.fork()
    if pid == 0:
        os.dup2(udp.fileno(), 3)
        os.set_inheritable(3, True)
        os.dup2(2, 1)
        os.execve(sys.argv[1], sys.argv[1:], dict(environment, LISTEN_PID=str(os.getpid())))
    return pid, os.pidfd_open(pid)


def answer():
    try:
        while True:
            message, client = udp.recvfrom(65507, socket.MSG_DONTWAIT)
            udp.sendto(message.upper(), client)
    except BlockingIOError:
        print("answered", flush=True)


print(udp.getsockname()[1], address, flush=True)
while True:
    ready = select.select([sys.stdin, notify] + ([end] if child else []), [], [])[0]
    if notify in ready:
        print("told", notify.recv(4096).decode().replace("\n", " "), flush=True)
    elif end in ready:
        print("exited", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        child = None
    else:
        order = sys.stdin.readline().strip()
        if order == "start":
            child, end = start()
        elif order == "answer":
            answer()
        elif child:
            os.kill(child, signal.Signals["SIG" + (order or "KILL")])
        if not order:
            break
