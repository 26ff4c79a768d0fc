use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A versioned set of parameters. No exemptions: exceptions are acceptances.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// 1 is the built-in default.
    pub version: u32,
    pub probabilities: Probabilities,
    pub weights: Weights,
    /// `registry/namespace` prefixes that are trusted.
    pub trusted: Vec<String>,
    pub rules_off: BTreeSet<String>,
}

/// p(s) of scoring.md: what share of the base one finding takes. Info is always 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probabilities {
    pub critical: f64,
    pub high: f64,
    pub medium: f64,
    pub low: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub image_trust: f64,
    pub capabilities: f64,
    pub mounts: f64,
    pub secrets: f64,
    pub staleness: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 1,
            probabilities: Probabilities { critical: 0.60, high: 0.35, medium: 0.20, low: 0.05 },
            weights: Weights {
                image_trust: 0.20,
                capabilities: 0.25,
                mounts: 0.25,
                secrets: 0.20,
                staleness: 0.10,
            },
            trusted: [
                "docker.io/library",
                "public.ecr.aws/docker/library",
                "registry.k8s.io",
                "mcr.microsoft.com",
                "gcr.io/distroless",
                "cgr.dev/chainguard",
                "registry.access.redhat.com",
                "registry.suse.com",
            ]
            .map(String::from)
            .to_vec(),
            rules_off: BTreeSet::new(),
        }
    }
}
