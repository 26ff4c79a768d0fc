//! Which addresses messages may be sent to: public ones, and those that the operator allows.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;

/// Not the public internet: IANA's special-purpose registries, multicast and reserved space.
const NOT_PUBLIC: [&str; 22] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    // Of IPv6 only 2000::/3 is public. What is not holds loopback, link-local and unique-local addresses, and IPv4 in
    // IPv6: mapped, compatible, behind a translator.
    "::/3",
    "4000::/2",
    "8000::/1",
    "2001::/23",
    "2001:db8::/32",
    // 6to4 holds an IPv4 address.
    "2002::/16",
    "3fff::/20",
];

/// What may be reached.
#[derive(Clone)]
pub struct Reach {
    allowed: Arc<[IpNet]>,
    not_public: Arc<[IpNet]>,
}

/// Why an address may not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    #[error("{0} is no public address; the operator can allow it with --webhook-allow")]
    Private(IpAddr),
    #[error("{0} is public, and to public addresses messages go over https only")]
    Unencrypted(IpAddr),
}

impl Reach {
    /// Public addresses, and those in `allowed`.
    pub fn new(allowed: &[IpNet]) -> Self {
        let not_public = NOT_PUBLIC.map(|net| net.parse().expect("a network of the list"));
        Self { allowed: allowed.into(), not_public: not_public.into() }
    }

    /// Whether messages may be sent to `address`; over plain HTTP only where the operator says so.
    pub fn check(&self, address: IpAddr, encrypted: bool) -> Result<(), Unreachable> {
        let known = unmapped(address);
        if self.allowed.iter().any(|net| net.contains(&known) || net.contains(&address)) {
            return Ok(());
        }
        if self.not_public.iter().any(|net| net.contains(&address)) {
            return Err(Unreachable::Private(address));
        }
        if encrypted { Ok(()) } else { Err(Unreachable::Unencrypted(address)) }
    }
}

impl Default for Reach {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl fmt::Debug for Reach {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Reach(public and {:?})", self.allowed)
    }
}

/// An IPv4 address also where it is written as `::ffff:a.b.c.d`.
fn unmapped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(address, IpAddr::V4),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str) -> bool {
        Reach::default().check(address.parse().expect(address), true).is_ok()
    }

    #[test]
    fn public_addresses_may_be_reached() {
        for address in ["1.1.1.1", "93.184.215.14", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1"]
        {
            assert!(check(address), "{address}");
        }
    }

    #[test]
    fn private_ones_may_not_however_they_are_written() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!check(address), "{address}");
        }
    }

    #[test]
    fn what_the_operator_allows_may_be_reached_without_encryption_too_and_nothing_beside_it() {
        let reach =
            Reach::new(&["10.20.0.0/16".parse().expect("a net"), "fd00:7::/32".parse().expect("a net")]);
        let check = |address: &str, encrypted| reach.check(address.parse().expect(address), encrypted);
        assert_eq!(check("10.20.3.4", false), Ok(()));
        assert_eq!(check("::ffff:10.20.3.4", false), Ok(()));
        assert_eq!(check("fd00:7::1", true), Ok(()));
        assert!(matches!(check("10.21.0.1", true), Err(Unreachable::Private(_))));
        assert!(matches!(check("1.1.1.1", false), Err(Unreachable::Unencrypted(_))));
        assert_eq!(check("1.1.1.1", true), Ok(()));
    }
}
