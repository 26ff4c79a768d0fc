//! Every field of a policy: what it is and what is allowed, for the document, its errors and its pages.

pub(super) struct Field {
    /// As it stands in a document: `probabilities.low`.
    pub path: &'static str,
    pub what: &'static str,
    /// What always holds; beside what else is set there may be less room.
    pub allowed: &'static str,
}

pub(super) const ALL: [Field; 22] = [
    field("version", "the number of the policy; 1 is the built-in one", "1 to 4294967295"),
    field("probabilities.critical", "share of the base that one finding takes", "that of high to 0.95"),
    field("probabilities.high", "likewise", "that of medium to that of critical"),
    field("probabilities.medium", "likewise", "that of low to that of high"),
    field("probabilities.low", "likewise; info takes nothing", "above 0 to 0.95"),
    field("weights.image_trust", WEIGHT, WEIGHTS),
    field("weights.capabilities", WEIGHT, WEIGHTS),
    field("weights.mounts", WEIGHT, WEIGHTS),
    field("weights.secrets", WEIGHT, WEIGHTS),
    field("weights.staleness", WEIGHT, WEIGHTS),
    field("thresholds.image_age_days.low", "age of an image from which on STL-001 is low", DAYS),
    field("thresholds.image_age_days.medium", "and medium", DAYS),
    field("thresholds.image_age_days.high", "and high", DAYS),
    field(
        "thresholds.newer_image_days.medium",
        "days behind the registry from which on STL-003 is medium",
        DAYS,
    ),
    field("thresholds.newer_image_days.high", "and high", DAYS),
    field(
        "thresholds.end_of_life_notice_days",
        "days before the end of a system from which on STL-004 is low",
        DAYS,
    ),
    field("thresholds.running_days", "days without a restart from which on STL-005 counts", DAYS),
    field("thresholds.restart_tries", "most tries of a bounded restart policy (CAP-021)", "1 to 100"),
    field("trusted", "publishers that IMG-003 trusts", PREFIXES),
    field("signed", "publishers whose images must be signed (IMG-005)", PREFIXES),
    field("rules_off", "rules that find nothing", "ids of rules, such as \"CAP-027\""),
    field(
        "severities",
        "severities instead of the rules' own",
        "critical, high, medium, low or info for the id of a rule",
    ),
];

const WEIGHT: &str = "what the dimension counts beside the others; 0 takes it out";
const WEIGHTS: &str = "0, or 0.001 to 1000";
const DAYS: &str = "1 to 3650";
const PREFIXES: &str = "a registry, or a registry and what is below it, such as \"ghcr.io/acme\"";

const fn field(path: &'static str, what: &'static str, allowed: &'static str) -> Field {
    Field { path, what, allowed }
}

/// Of a field, or of the table or list that it stands in.
pub(super) fn allowed(path: &str) -> Option<&'static str> {
    let found = ALL.iter().find(|field| {
        path.strip_prefix(field.path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    });
    found.map(|field| field.allowed)
}
