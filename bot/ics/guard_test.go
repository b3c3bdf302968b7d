package ics

import (
	"errors"
	"net/netip"
	"testing"
)

func TestOnlyTheOpenInternetIsDialled(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
		"100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "255.255.255.255", "240.0.0.1", "168.63.129.16",
		"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "3fff::1", "5f00::1", "100::1",
		"::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::ffff:0:10.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1", "2606:4700::1%eth0",
		"2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:192.168.1.1", "2a00:1450:1:2:0:5efe:127.0.0.1", "2a00:1450:1:2:200:5efe:a9fe:a9fe",
	} {
		if public(netip.MustParseAddr(address)) {
			t.Errorf("%s may be dialled", address)
		}
	}
	for _, address := range []string{"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "2a00:1450::5", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1", "2606:4700::5efe:1.1.1.1", "2606:4700::1:5efe:10.0.0.1"} {
		if !public(netip.MustParseAddr(address)) {
			t.Errorf("%s may not be dialled", address)
		}
	}
}

func TestControlRefusesWhatItCannotRead(t *testing.T) {
	for _, address := range []string{"", "example.com:443", "10.0.0.1:443", "[::1]:443", "[fe80::1%lo]:443"} {
		if err := control(public, 443)("tcp", address, nil); !errors.Is(err, Private) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// Other ports would tell somebody what else runs on a machine.
func TestOnlyThePortsOfCalendarsAreDialled(t *testing.T) {
	for port, want := range map[string]error{"443": nil, "8443": nil, "22": Address, "80": Address, "6379": Address, "0": Address} {
		if err := control(public, ports...)("tcp", "1.1.1.1:"+port, nil); !errors.Is(err, want) {
			t.Errorf("port %s: %v", port, err)
		}
		if _, err := CheckAddress("https://example.com:" + port + "/x"); !errors.Is(err, want) {
			t.Errorf("an address with port %s: %v", port, err)
		}
	}
}
