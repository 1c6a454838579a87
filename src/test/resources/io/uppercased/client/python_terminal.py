# Runs a command on a terminal, types each line of the input, such as x\r, at one prompt after the other, and shows the
# screen. It waits as long as it takes, but types the last line again when nothing has happened for 5 s: a Control-C is lost
# on a client that has shown its prompt and does not read yet.
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios


def see():
    shown = os.read(terminal, 1024)
    os.write(1, shown)
    return shown


pid, terminal = pty.fork()
if pid == 0:
    # A shell starts background jobs with SIGINT ignored, and a JVM would inherit that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
last = b""
for keys in sys.stdin:
    seen = b""
    while b"Input lowercase sentence: " not in seen:
        seen += see()
    last = keys.strip().encode().decode("unicode_escape").encode("latin-1")
    os.write(terminal, last)
try:
    while True:
        while not select.select([terminal], [], [], 5)[0]:
            os.write(terminal, last)
        see()
except OSError:  # the client has closed its side
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
