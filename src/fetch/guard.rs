//! Where a service may be sent by whoever gives it an address: the public internet, and what its operator permits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use ureq::{
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

use super::Error;

/// Resolves names to addresses that pages may be fetched from, and to no others.
#[derive(Debug)]
pub(super) struct Guard {
    /// Networks beside the public internet.
    pub networks: Vec<IpNet>,
    pub system: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut permitted = self.empty();
        match self.system.resolve(uri, config, timeout) {
            Ok(found) => {
                for address in found.iter().filter(|address| self.permits(address.ip())) {
                    permitted.push(*address);
                }
            }
            Err(error @ ureq::Error::Timeout(_)) => return Err(error),
            Err(_) => {}
        }
        if permitted.is_empty() {
            let host = uri.host().unwrap_or_default().to_owned();
            return Err(ureq::Error::Other(Error::NotPublic { host }.into()));
        }
        Ok(permitted)
    }
}

impl Guard {
    fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.networks.iter().any(|network| network.contains(&address))
    }
}

/// Networks of IPv4 that are not the public internet (the IANA registry of special-purpose addresses, RFC 6890), and
/// those that reach many hosts at once.
const SPECIAL_V4: [(Ipv4Addr, u8); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared by a provider's customers
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, and the metadata of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, broadcast
    (Ipv4Addr::new(168, 63, 129, 16), 32), // a public address that answers for the host in one cloud
];

/// Networks inside the global part of IPv6 (2000::/3) that are not the public internet, or that lead to an address of
/// IPv4 by another way.
const SPECIAL_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

fn is_public(address: IpAddr) -> bool {
    let is_in = |(network, length): (IpAddr, u8)| IpNet::new(network, length).is_ok_and(|net| net.contains(&address));
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|&(network, length)| is_in((network.into(), length))),
        IpAddr::V6(v6) => match v6.segments() {
            // An address of IPv4, as networks of IPv6 alone write it (RFC 6052).
            [0x64, 0xff9b, 0, 0, 0, 0, _, _] => {
                let [.., a, b, c, d] = v6.octets();
                is_public(Ipv4Addr::new(a, b, c, d).into())
            }
            [first, ..] => {
                first & 0xe000 == 0x2000 && !SPECIAL_V6.iter().any(|&(network, length)| is_in((network.into(), length)))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(address: &str) -> bool {
        let guard = Guard { networks: Vec::new(), system: DefaultResolver::default() };
        guard.permits(address.parse().unwrap())
    }

    #[test]
    fn addresses_of_the_public_internet() {
        for address in ["8.8.8.8", "93.184.215.14", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert!(permits(address), "{address}");
        }
    }

    #[test]
    fn addresses_inside() {
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!permits(address), "{address}");
        }
    }

    #[test]
    fn networks_that_an_operator_permits() {
        let networks = vec!["10.20.0.0/16".parse().unwrap()];
        let guard = Guard { networks, system: DefaultResolver::default() };
        assert!(guard.permits([10, 20, 3, 4].into()));
        // The same address written otherwise is the same address.
        assert!(guard.permits("::ffff:10.20.3.4".parse().unwrap()));
        assert!(!guard.permits([10, 21, 0, 1].into()));
    }
}
