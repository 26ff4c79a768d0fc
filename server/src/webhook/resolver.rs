use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::reach::{Reach, Unreachable};

/// Resolves names to those of their addresses that may be reached. What it gives is what is connected to, so that a
/// name cannot mean one address when it is checked and another when it is used.
#[derive(Debug)]
pub struct Resolver {
    pub reach: Reach,
    pub encrypted: bool,
}

/// A name has no address, or nobody could tell.
#[derive(Debug, thiserror::Error)]
#[error("the name has no address")]
pub struct Nameless;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, encrypted) = (self.reach.clone(), self.encrypted);
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| Nameless)?.collect();
            let mut refused: Option<Unreachable> = None;
            let mut allowed = Vec::new();
            for address in found {
                match reach.check(address.ip(), encrypted) {
                    Ok(()) => allowed.push(address),
                    Err(why) => refused = Some(why),
                }
            }
            match refused {
                _ if !allowed.is_empty() => Ok(Box::new(allowed.into_iter()) as Addrs),
                Some(why) => Err(why.into()),
                None => Err(Nameless.into()),
            }
        })
    }
}
