import socket
import struct
import sys

port, user, password, host, http, https = sys.argv[1:7]
it = socket.create_connection(("127.0.0.1", int(port)), timeout=30)


def read(count):
    got = b""
    while len(got) < count:
        part = it.recv(count - len(got))
        assert part, "closed"
        got += part
    return got


it.sendall(b"\x05\x01\x02")
assert read(2) == b"\x05\x02"
it.sendall(bytes([1, len(user)]) + user.encode() + bytes([len(password)]) + password.encode())
assert read(2) == b"\x01\x00"
it.sendall(b"\x05\x01\x00\x03" + bytes([len(host)]) + host.encode() + struct.pack(">H", int(http)))
assert read(10)[1] == 0
it.sendall(f"GET /blob HTTP/1.1\r\nHost: {host}:{http}\r\nConnection: close\r\n\r\n".encode())
got = b""
while part := it.recv(65536):
    got += part
print(len(got.split(b"\r\n\r\n", 1)[1]))
