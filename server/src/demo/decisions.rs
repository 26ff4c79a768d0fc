//! What people decided in the past of a demo.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use fleet::Page;
use fleet::finding::{Decision, FindingFilter, FindingState};
use store::Store;

use super::narrator;

/// On one day somebody went through the open findings of a rule.
struct Review {
    day: i64,
    rule: &'static str,
    /// Words that pick the workloads.
    among: &'static str,
    verdict: Verdict,
    most: u32,
}

#[derive(Clone, Copy)]
enum Verdict {
    Acknowledge,
    /// Until so many days later.
    Accept(i64, &'static str),
}

const REVIEWS: [Review; 7] = [
    Review {
        day: 6,
        rule: "MNT-002",
        among: "node-exporter",
        verdict: Verdict::Accept(180, "Reads the host's metrics, cannot write, image reviewed."),
        most: 60,
    },
    Review {
        day: 9,
        rule: "MNT-003",
        among: "log-shipper",
        verdict: Verdict::Accept(120, "Ships the host's logs; the mounts are read-only."),
        most: 60,
    },
    Review { day: 15, rule: "SEC-004", among: "", verdict: Verdict::Acknowledge, most: 12 },
    Review {
        day: 28,
        rule: "CAP-011",
        among: "node-exporter",
        verdict: Verdict::Accept(45, "Counts the host's interfaces. Look for another way until then."),
        most: 60,
    },
    Review { day: 59, rule: "SEC-001", among: "ledger", verdict: Verdict::Acknowledge, most: 4 },
    Review {
        day: 70,
        rule: "MNT-001",
        among: "traefik",
        verdict: Verdict::Accept(25, "The proxy gets a filtering socket with its next release."),
        most: 20,
    },
    Review { day: 84, rule: "SEC-003", among: "", verdict: Verdict::Acknowledge, most: 25 },
];

/// Takes the decisions of a day.
pub(super) async fn take(store: &Store, day: i64, now: DateTime<Utc>) -> Result<()> {
    for review in REVIEWS.iter().filter(|review| review.day == day) {
        let filter = FindingFilter {
            rule: Some(review.rule.into()),
            search: Some(review.among.to_owned()).filter(|words| !words.is_empty()),
            states: vec![FindingState::Open, FindingState::Reopened],
            ..FindingFilter::default()
        };
        let page = Page { limit: review.most, ..Page::default() };
        for finding in store.list_findings(&narrator(), &filter, &page, now).await?.items {
            let decision = match review.verdict {
                Verdict::Acknowledge => Decision::Acknowledge,
                Verdict::Accept(days, reason) => {
                    Decision::Accept { reason: reason.into(), until: now + TimeDelta::days(days) }
                }
            };
            store.decide(&narrator(), finding.id, None, &decision, now).await?;
        }
    }
    Ok(())
}
