package ics

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"syscall"
)

// notPublic lists what netip does not know to be no place of the open internet.
var notPublic = prefixes( // never changed
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
	"168.63.129.16/32",                        // a cloud's own server, under a public address
	"2001::/23", "2001:db8::/32", "3fff::/20", // Teredo among them, which hides an address in another
)

var (
	worldV6 = netip.MustParsePrefix("2000::/3")
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixTo4  = netip.MustParsePrefix("2002::/16")
)

// ports are where calendars are served. Others would make us somebody's eye on what
// else runs on a machine.
var ports = []uint16{443, 8443} // never changed

func prefixes(list ...string) (all []netip.Prefix) {
	for _, text := range list {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// public says whether an address is one of the open internet. What carries another
// address inside is what that one is.
func public(a netip.Addr) bool {
	a = a.Unmap()
	raw := a.As16()
	switch {
	case a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate():
		return false
	case a.Is6() && nat64.Contains(a):
		return public(v4(raw[12:16]))
	case a.Is6() && sixTo4.Contains(a):
		return public(v4(raw[2:6]))
	case a.Is6() && !worldV6.Contains(a), a.Is6() && isatap(raw) && !public(v4(raw[12:16])):
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// isatap says that the last part is an address of version 4, after 5efe.
func isatap(raw [16]byte) bool {
	return raw[8]&^0x02 == 0 && raw[9] == 0 && raw[10] == 0x5e && raw[11] == 0xfe
}

func v4(raw []byte) netip.Addr {
	var four [4]byte
	binary.BigEndian.PutUint32(four[:], binary.BigEndian.Uint32(raw))
	return netip.AddrFrom4(four)
}

// control stands where a connection is about to be made, after the last look-up of a
// name: what is checked here is what is dialled.
func control(allowed func(netip.Addr) bool, ports ...uint16) func(network, address string, _ syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !allowed(to.Addr()) {
			return Private
		}
		if !slices.Contains(ports, to.Port()) {
			return Address
		}
		return nil
	}
}
