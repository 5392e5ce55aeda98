//! Which addresses belong to the public internet.
//!
//! From the IANA registries of special-purpose addresses (RFC 6890 and what was added since). IPv4 is a list of what is
//! not public. Of IPv6 only the global unicast range is public at all, so that what is assigned later is refused until
//! somebody looks at it; an address that carries an IPv4 one is judged by that.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Not public: the first address, the bits that count, and what it is.
const V4: [([u8; 4], u32, &str); 15] = [
    ([0, 0, 0, 0], 8, "this network"),
    ([10, 0, 0, 0], 8, "private"),
    ([100, 64, 0, 0], 10, "a carrier's inner network"),
    ([127, 0, 0, 0], 8, "this machine itself"),
    ([169, 254, 0, 0], 16, "link-local, where cloud machines answer about themselves"),
    ([172, 16, 0, 0], 12, "private"),
    ([192, 0, 0, 0], 24, "set aside for protocols"),
    ([192, 0, 2, 0], 24, "documentation"),
    ([192, 88, 99, 0], 24, "a relay into IPv6"),
    ([192, 168, 0, 0], 16, "private"),
    ([198, 18, 0, 0], 15, "for measuring networks"),
    ([198, 51, 100, 0], 24, "documentation"),
    ([203, 0, 113, 0], 24, "documentation"),
    ([224, 0, 0, 0], 4, "multicast"),
    ([240, 0, 0, 0], 4, "reserved"),
];

/// Within 2000::/3, and yet not public.
const V6: [([u16; 2], u32, &str); 5] = [
    ([0x2001, 0x0000], 23, "set aside for protocols"),
    ([0x2001, 0x0db8], 32, "documentation"),
    ([0x2002, 0x0000], 16, "a tunnel to an IPv4 address"),
    ([0x3fff, 0x0000], 20, "documentation"),
    ([0x3ffe, 0x0000], 16, "a network that was given back"),
];

/// What an address is when it is not public, in a few words.
pub(crate) fn not_public(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => v4(address),
        IpAddr::V6(address) => v6(address),
    }
}

fn v4(address: Ipv4Addr) -> Option<&'static str> {
    let number = u32::from(address);
    let of = |first: [u8; 4], bits: u32| (number ^ u32::from_be_bytes(first)) >> (32 - bits) == 0;
    V4.iter().find(|(first, bits, _)| of(*first, *bits)).map(|(.., what)| *what)
}

fn v6(address: Ipv6Addr) -> Option<&'static str> {
    let parts = address.segments();
    let inner = || Ipv4Addr::from((u32::from(parts[6]) << 16) | u32::from(parts[7]));
    match parts {
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("no address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("this machine itself"),
        // IPv4 written as IPv6, and IPv4 behind a translator (RFC 6052), which is how a network without IPv4 reaches it.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x0064, 0xff9b, 0, 0, 0, 0, ..] => v4(inner()),
        [first, second, ..] if first & 0xe000 == 0x2000 => {
            let number = u32::from(first) << 16 | u32::from(second);
            let of = |first: [u16; 2], bits: u32| {
                (number ^ (u32::from(first[0]) << 16 | u32::from(first[1]))) >> (32 - bits) == 0
            };
            V6.iter().find(|(first, bits, _)| of(*first, *bits)).map(|(.., what)| *what)
        }
        [first, ..] if first & 0xfe00 == 0xfc00 => Some("private"),
        [first, ..] if first & 0xffc0 == 0xfe80 => Some("link-local"),
        [first, ..] if first & 0xff00 == 0xff00 => Some("multicast"),
        _ => Some("outside of what is given to the public internet"),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_and_last_of_every_special_range_is_refused_and_its_neighbours_are_not() {
        for (first, bits, what) in V4 {
            let first = u32::from_be_bytes(first);
            let last = first | (u32::MAX >> bits);
            for address in [first, last] {
                assert_eq!(v4(Ipv4Addr::from(address)), Some(what), "{}", Ipv4Addr::from(address));
            }
        }
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
        ] {
            assert_eq!(not_public(public.parse().unwrap()), None, "{public}");
        }
    }

    #[test]
    fn only_global_unicast_and_public_inner_addresses_of_ipv6_are_reached() {
        for public in ["2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2001:200::1"] {
            assert_eq!(not_public(public.parse().unwrap()), None, "{public}");
        }
        for inner in [
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::10.0.0.1",
            "2002:7f00:1::",
            "2001::1",
            "2001:10::1",
            "2001:20::1",
            "2001:2::1",
            "2001:db8::1",
            "3fff::1",
            "3ffe::1",
            "5f00::1",
            "100::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ] {
            assert!(not_public(inner.parse().unwrap()).is_some(), "{inner}");
        }
    }

    proptest! {
        #[test]
        fn an_ipv4_address_is_judged_alike_however_it_is_wrapped(number in any::<u32>()) {
            let plain = Ipv4Addr::from(number);
            let [a, b, c, d] = plain.octets().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            prop_assert_eq!(v6(plain.to_ipv6_mapped()), v4(plain));
            prop_assert_eq!(v6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low)), v4(plain));
            prop_assert!(v6(Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1)).is_some());
        }
    }
}
