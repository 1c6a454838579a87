import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(5)
client.connect(("127.0.0.1", int(sys.argv[1])))
for line in sys.stdin.buffer:
    client.send(line.rstrip(b"\n"))
    print(client.recv(65507).decode())
