//! What may be reached: an address is asked about twice, as it is typed and as the connection is made.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use url::{Host, Url};

use crate::ranges::not_public;

/// A longer address is not asked for; bytes.
const LONGEST: usize = 8 * 1024;

/// Refuses what is not the public web, but for what a desk names.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Vec<Allowed>,
}

/// An inner service that may be reached all the same: `HOST`, `HOST:PORT`, `ADDRESS`, `[ADDRESS]:PORT` or
/// `ADDRESS/BITS`; without a port, ports 80 and 443.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    whom: Whom,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Whom {
    Name(String),
    Network(IpAddr, u32),
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub host: Host<String>,
    pub port: u16,
    pub tls: bool,
}

impl Guard {
    /// A guard that lets these through as well.
    pub fn allowing(allowed: Vec<Allowed>) -> Self {
        Self { allowed }
    }

    /// Whether an address may be asked for, before anything is looked up or connected to.
    ///
    /// # Errors
    /// Why not, in a few words.
    pub fn check(&self, url: &Url) -> Result<(), String> {
        self.target(url).map(drop)
    }

    pub(crate) fn target(&self, url: &Url) -> Result<Target, String> {
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            other => return Err(format!("only http and https are fetched, not {}", shortened(other))),
        };
        if url.as_str().len() > LONGEST {
            return Err(format!("an address of more than {LONGEST} bytes is not asked for"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a name and password in an address are not sent; leave them out".into());
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => Host::Domain(name.trim_end_matches('.').to_owned()),
            Some(Host::Ipv4(address)) => Host::Ipv4(address),
            Some(Host::Ipv6(address)) => Host::Ipv6(address),
            None => return Err("it names no host".into()),
        };
        let port = url.port_or_known_default().unwrap_or_default();
        let target = Target { host, port, tls };
        if !is_usual(port) && !self.allowed.iter().any(|allowed| allowed.names(&target)) {
            return Err(unusual(port));
        }
        match &target.host {
            Host::Domain(name) if name.is_empty() => return Err("it names no host".into()),
            Host::Domain(_) => {}
            Host::Ipv4(address) => self.connection(&target, (*address).into())?,
            Host::Ipv6(address) => self.connection(&target, (*address).into())?,
        }
        Ok(target)
    }

    /// Whether the connection itself may be made.
    pub(crate) fn connection(&self, target: &Target, address: IpAddr) -> Result<(), String> {
        if self.allowed.iter().any(|allowed| allowed.reaches(target, address)) {
            return Ok(());
        }
        match not_public(address) {
            Some(what) => Err(format!("{address} is not on the public internet ({what})")),
            None if is_usual(target.port) => Ok(()),
            None => Err(unusual(target.port)),
        }
    }
}

impl Allowed {
    fn port_fits(&self, port: u16) -> bool {
        self.port.map_or(is_usual(port), |allowed| allowed == port)
    }

    /// Whether it may be meant, as far as the address says.
    fn names(&self, target: &Target) -> bool {
        let host = match (&self.whom, &target.host) {
            (Whom::Name(allowed), Host::Domain(name)) => allowed == name,
            // Whether a name leads into the network is known when it is looked up.
            (Whom::Network(..), Host::Domain(_)) => true,
            (Whom::Network(..), Host::Ipv4(address)) => self.holds((*address).into()),
            (Whom::Network(..), Host::Ipv6(address)) => self.holds((*address).into()),
            (Whom::Name(_), _) => false,
        };
        host && self.port_fits(target.port)
    }

    fn reaches(&self, target: &Target, address: IpAddr) -> bool {
        self.port_fits(target.port)
            && match (&self.whom, &target.host) {
                (Whom::Name(allowed), Host::Domain(name)) => allowed == name,
                _ => self.holds(address),
            }
    }

    fn holds(&self, address: IpAddr) -> bool {
        let Whom::Network(network, bits) = &self.whom else { return false };
        let address = match address {
            IpAddr::V6(address) => address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4),
            address => address,
        };
        match (network, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                (u32::from(*network) ^ u32::from(address)).checked_shr(32 - bits).unwrap_or_default() == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                (u128::from(*network) ^ u128::from(address)).checked_shr(128 - bits).unwrap_or_default() == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Allowed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || {
            format!(
                "“{}” is no entry of what may be reached; write a host such as archive.example or archive.example:8080, \
                 an address such as 10.0.0.7:8080 or [fd00::7]:8080, or a network such as 10.0.0.0/8",
                shortened(text)
            )
        };
        let text = text.trim();
        if let Some((network, bits)) = text.split_once('/') {
            let network: IpAddr = network.parse().map_err(|_| wrong())?;
            let most = if network.is_ipv4() { 32 } else { 128 };
            let bits = bits.parse().ok().filter(|bits| *bits <= most).ok_or_else(wrong)?;
            return Ok(Self { whom: Whom::Network(network, bits), port: None });
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::alone(address, None));
        }
        let (host, port) = match text.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            return Ok(Self::alone(address.parse::<Ipv6Addr>().map_err(|_| wrong())?.into(), port));
        }
        match Host::parse(host).map_err(|_| wrong())? {
            Host::Domain(name) if !name.is_empty() => Ok(Self { whom: Whom::Name(name), port }),
            Host::Ipv4(address) => Ok(Self::alone(Ipv4Addr::into(address), port)),
            _ => Err(wrong()),
        }
    }
}

impl Allowed {
    fn alone(address: IpAddr, port: Option<u16>) -> Self {
        Self { whom: Whom::Network(address, if address.is_ipv4() { 32 } else { 128 }), port }
    }
}

fn is_usual(port: u16) -> bool {
    matches!(port, 80 | 443)
}

fn unusual(port: u16) -> String {
    format!("port {port} is not that of a web server; 80 and 443 are")
}

fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn allowed(text: &str) -> Allowed {
        text.parse().unwrap()
    }

    fn refused(guard: &Guard, url: &str) -> Option<String> {
        guard.check(&Url::parse(url).unwrap()).err()
    }

    #[test]
    fn an_entry_opens_just_what_it_names() {
        let guard = Guard::allowing(vec![allowed("127.0.0.1:8080"), allowed("[::1]:80"), allowed("10.1.0.0/16")]);
        for open in ["http://127.0.0.1:8080/x", "http://2130706433:8080/", "http://[::1]/", "https://10.1.2.3/"] {
            assert_eq!(refused(&guard, open), None, "{open}");
        }
        for shut in ["http://127.0.0.1/", "http://127.0.0.1:8081/", "http://[::1]:8080/", "http://10.2.0.1/"] {
            assert!(refused(&guard, shut).is_some(), "{shut}");
        }
        let guard = Guard::allowing(vec![allowed("inner.example:8443")]);
        assert_eq!(refused(&guard, "https://inner.example:8443/"), None);
        assert!(refused(&guard, "https://other.example:8443/").is_some());
    }

    #[test]
    fn an_entry_that_cannot_be_read_says_what_can() {
        for wrong in ["", "10.0.0.0/33", "host:port", "[::1", "a b", "10.0.0.0/8:80", "fe80::1%eth0"] {
            assert!(wrong.parse::<Allowed>().unwrap_err().contains("10.0.0.0/8"), "{wrong}");
        }
    }
}
