package main

import (
	"bytes"
	"log"
	"net"
	"net/netip"
	"os"
	"time"
)

// With a second argument each message waits in its own goroutine.
func main() {
	address, err := net.ResolveUDPAddr("udp4", ":"+os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	server, err := net.ListenUDP("udp4", address)
	if err != nil {
		log.Fatal(err)
	}
	server.SetReadBuffer(4 << 20)
	if len(os.Args) > 2 {
		serveWaiting(server)
	}
	buffer := make([]byte, 65507)
	for {
		length, sender, err := server.ReadFromUDPAddrPort(buffer)
		if err != nil {
			continue
		}
		server.WriteToUDPAddrPort(bytes.ToUpper(buffer[:length]), sender)
	}
}

func serveWaiting(server *net.UDPConn) {
	for {
		buffer := make([]byte, 2048)
		length, sender, err := server.ReadFromUDPAddrPort(buffer)
		if err != nil {
			continue
		}
		go answerLater(server, buffer[:length], sender)
	}
}

func answerLater(server *net.UDPConn, message []byte, sender netip.AddrPort) {
	if message[0] == 's' {
		time.Sleep(time.Second)
	} else {
		time.Sleep(2 * time.Millisecond)
	}
	server.WriteToUDPAddrPort(bytes.ToUpper(message), sender)
}
