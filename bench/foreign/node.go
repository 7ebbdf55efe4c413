// A node as DESIGN 9 describes it, written with HashiCorp's own yamux and nothing of ours: it shows that the wire
// formats are what they say. It dials whatever it is told to: for tests on loopback only.
package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/hashicorp/yamux"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func sendControl(to io.Writer, message interface{}) {
	text, err := json.Marshal(message)
	must(err)
	frame := make([]byte, 4+len(text))
	binary.BigEndian.PutUint32(frame, uint32(len(text)))
	copy(frame[4:], text)
	_, err = to.Write(frame)
	must(err)
}

func readControl(from io.Reader) map[string]interface{} {
	var size uint32
	must(binary.Read(from, binary.BigEndian, &size))
	text := make([]byte, size)
	_, err := io.ReadFull(from, text)
	must(err)
	var message map[string]interface{}
	must(json.Unmarshal(text, &message))
	return message
}

func answer(stream net.Conn, message interface{}) {
	text, _ := json.Marshal(message)
	frame := make([]byte, 2+len(text))
	binary.BigEndian.PutUint16(frame, uint16(len(text)))
	copy(frame[2:], text)
	stream.Write(frame)
}

func serve(stream net.Conn) {
	defer stream.Close()
	var size uint16
	if binary.Read(stream, binary.BigEndian, &size) != nil {
		return
	}
	text := make([]byte, size)
	if _, err := io.ReadFull(stream, text); err != nil {
		return
	}
	var ask struct {
		Connect string `json:"connect"`
	}
	if json.Unmarshal(text, &ask) != nil {
		return
	}
	target, err := net.DialTimeout("tcp", ask.Connect, 10*time.Second)
	if err != nil {
		answer(stream, map[string]interface{}{"ok": false, "code": "refused", "message": err.Error()})
		return
	}
	defer target.Close()
	answer(stream, map[string]interface{}{"ok": true})
	up := make(chan struct{})
	go func() {
		io.Copy(target, stream)
		target.(*net.TCPConn).CloseWrite()
		close(up)
	}()
	io.Copy(stream, target)
	stream.Close() // half: yamux's Close says FIN, and reads on
	<-up
}

func main() {
	edge, code := os.Args[1], os.Args[2]
	conn, err := tls.Dial("tcp", edge, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13, NextProtos: []string{"traffix/1"}})
	must(err)
	config := yamux.DefaultConfig()
	config.KeepAliveInterval = 5 * time.Second
	session, err := yamux.Client(conn, config)
	must(err)
	control, err := session.Open()
	must(err)

	public, private, err := ed25519.GenerateKey(rand.Reader)
	must(err)
	spki, err := x509.MarshalPKIXPublicKey(public)
	must(err)
	// The first word is the edge's, but yamux tells it of the stream only with a frame: opening one sends it.
	challenge := readControl(control)
	nonce, err := base64.StdEncoding.DecodeString(challenge["nonce"].(string))
	must(err)
	state := conn.ConnectionState()
	exporter, err := state.ExportKeyingMaterial("EXPORTER-traffix-device", nil, 32)
	must(err)
	signed := append(append([]byte("traffix-device-v1"), nonce...), exporter...)
	sendControl(control, map[string]interface{}{
		"type": "hello", "publicKey": base64.StdEncoding.EncodeToString(spki), "enrollment": code,
		"signature": base64.StdEncoding.EncodeToString(ed25519.Sign(private, signed)),
		"agent":     map[string]string{"version": "0", "platform": "go", "model": "stock yamux", "osVersion": ""},
	})
	welcome := readControl(control)
	fmt.Println(welcome["type"], welcome["status"], welcome["code"])
	if welcome["type"] != "welcome" {
		os.Exit(2)
	}
	sendControl(control, map[string]interface{}{
		"type":    "state",
		"battery": map[string]interface{}{"level": 0.8, "charging": true, "temperature": nil},
		"network": map[string]interface{}{"type": "wifi", "generation": nil, "metered": false, "signal": nil},
		"at":      time.Now().UnixNano() / 1e6,
	})
	go func() {
		for {
			fmt.Println("told", readControl(control)["type"])
		}
	}()
	for {
		stream, err := session.Accept()
		if err != nil {
			return
		}
		go serve(stream)
	}
}
