import fcntl
import os
import pty
import struct
import sys
import termios


def wait_for(text):
    global seen
    while text not in seen:
        seen += os.read(terminal, 1024)
    seen = seen.split(text, 1)[1]


pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
seen = b""
wait_for(b"Input lowercase sentence: ")
os.write(terminal, b"helo\x1bODl\r")  # the left arrow
wait_for(b"HELLO")
wait_for(b"Input lowercase sentence: ")
os.write(terminal, b"\x1bOA!\r")  # the up arrow
wait_for(b"HELLO!")
wait_for(b"Input lowercase sentence: ")
os.write(terminal, bytes([int(sys.stdin.readline())]))
try:
    while True:
        os.read(terminal, 1024)
except OSError:  # the client has closed its side
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
