//! Where the desk may listen: loopback, until there are accounts.

use std::net::SocketAddr;

/// The address would let others than this machine in.
#[derive(Debug, thiserror::Error)]
#[error(
    "the desk cannot listen on {0}: that would let the network in, and there are no accounts yet; \
     use 127.0.0.1:{port} or [::1]:{port}",
    port = .0.port()
)]
pub struct NotLoopback(pub SocketAddr);

/// Passes a loopback address through and refuses every other one, `0.0.0.0` and `[::]` included.
pub fn loopback_only(address: SocketAddr) -> Result<SocketAddr, NotLoopback> {
    if address.ip().is_loopback() { Ok(address) } else { Err(NotLoopback(address)) }
}

/// The values of `Host` under which a browser on this machine may reach `address`, in lower case.
///
/// A page of another site can make its own name resolve to 127.0.0.1 (DNS rebinding); it cannot make the browser
/// send one of these names instead of its own.
pub fn host_names(address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let mut names: Vec<String> =
        ["localhost", "127.0.0.1", "[::1]"].iter().map(|name| format!("{name}:{port}")).collect();
    if address.is_ipv4() {
        names.push(format!("{}:{port}", address.ip()));
    }
    names
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn loopback_addresses_are_accepted() {
        for text in ["127.0.0.1:8080", "127.9.9.9:1", "[::1]:0"] {
            let address = text.parse().unwrap();
            assert_eq!(loopback_only(address).unwrap(), address);
        }
    }

    #[test]
    fn every_other_address_is_refused_with_the_one_to_use() {
        for text in ["0.0.0.0:8080", "[::]:8080", "192.168.1.4:8080", "[::ffff:127.0.0.1]:8080"] {
            let message = loopback_only(text.parse().unwrap()).unwrap_err().to_string();
            assert!(message.contains("127.0.0.1:8080"), "{message}");
        }
    }
}
