use std::net::UdpSocket;
use std::os::fd::AsRawFd;

// The standard library cannot ask for a receive buffer, but links the C library, which can.
extern "C" {
    fn setsockopt(socket: i32, level: i32, option: i32, value: *const i32, length: u32) -> i32;
}

const SOL_SOCKET: i32 = 1;
const SO_RCVBUF: i32 = 8;

fn main() -> std::io::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_default();
    let server = UdpSocket::bind(format!("0.0.0.0:{port}"))?;
    unsafe { setsockopt(server.as_raw_fd(), SOL_SOCKET, SO_RCVBUF, &(4 << 20), 4) };
    let mut buffer = [0; 65507];
    loop {
        if let Ok((length, sender)) = server.recv_from(&mut buffer) {
            if let Ok(text) = std::str::from_utf8(&buffer[..length]) {
                let _ = server.send_to(text.to_uppercase().as_bytes(), sender);
            }
        }
    }
}
