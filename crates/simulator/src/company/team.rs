use super::Care;
use crate::naming::Naming;

/// Who owns hosts and what runs on them.
#[derive(Debug)]
pub(crate) struct Team {
    pub name: &'static str,
    pub projects: &'static [&'static str],
    /// How it begins.
    pub care: Care,
    /// Whether it restarts what it did not build itself from newer images, month by month.
    pub patches: bool,
    pub naming: Naming,
    /// Hosts in production, staging and development.
    pub hosts: [usize; 3],
}

pub(crate) const TEAMS: [Team; 8] = [
    Team {
        name: "payments",
        projects: &["gateway", "ledger", "payouts", "fraud"],
        care: Care::Careful,
        patches: true,
        naming: Naming::Compose,
        hosts: [4, 1, 1],
    },
    Team {
        name: "checkout",
        projects: &["cart", "orders", "pricing", "vouchers"],
        care: Care::Usual,
        patches: true,
        naming: Naming::Compose,
        hosts: [4, 1, 1],
    },
    Team {
        name: "identity",
        projects: &["login", "directory", "consent", "sessions"],
        care: Care::Hardened,
        patches: true,
        naming: Naming::Compose,
        hosts: [3, 1, 0],
    },
    Team {
        name: "search",
        projects: &["query", "indexer", "suggest", "ranking"],
        care: Care::Usual,
        patches: true,
        naming: Naming::Pod,
        hosts: [3, 1, 1],
    },
    Team {
        name: "data",
        projects: &["warehouse", "streams", "notebooks", "exports"],
        care: Care::Careless,
        patches: false,
        naming: Naming::Compose,
        hosts: [3, 1, 2],
    },
    Team {
        name: "media",
        projects: &["images", "video", "thumbnails", "uploads"],
        care: Care::Usual,
        patches: false,
        naming: Naming::Service,
        hosts: [3, 0, 1],
    },
    Team {
        name: "platform",
        projects: &["edge", "mail", "artifacts", "dashboards"],
        care: Care::Careful,
        patches: true,
        naming: Naming::Compose,
        hosts: [4, 1, 1],
    },
    Team {
        name: "support",
        projects: &["helpdesk", "chat", "intranet"],
        care: Care::Careless,
        patches: false,
        naming: Naming::Compose,
        hosts: [2, 1, 0],
    },
];
