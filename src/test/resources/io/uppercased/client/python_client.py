import socket
import sys

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.settimeout(5)
for line in sys.stdin.buffer:
    client.sendto(line.rstrip(b"\n"), ("127.0.0.1", int(sys.argv[1])))
    reply, server = client.recvfrom(65507)
    print(reply.decode())
