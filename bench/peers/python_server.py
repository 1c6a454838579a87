import socket
import sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
server.bind(("", int(sys.argv[1])))
while True:
    message, sender = server.recvfrom(65507)
    server.sendto(message.decode().upper().encode(), sender)
