package main

import (
	"bytes"
	"log"
	"net"
	"os"
)

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
	buffer := make([]byte, 65507)
	for {
		length, sender, err := server.ReadFromUDPAddrPort(buffer)
		if err != nil {
			continue
		}
		server.WriteToUDPAddrPort(bytes.ToUpper(buffer[:length]), sender)
	}
}
