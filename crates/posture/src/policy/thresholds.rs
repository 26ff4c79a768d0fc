use serde::{Deserialize, Serialize};

use super::Fault;

/// From when on something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    pub image_age_days: ImageAge,
    pub newer_image_days: NewerImage,
    /// Days before a system's end of life.
    pub end_of_life_notice_days: u32,
    /// Days without a restart.
    pub running_days: u32,
    /// Most tries of a bounded restart policy.
    pub restart_tries: u32,
}

/// Days since an image was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImageAge {
    pub low: u32,
    pub medium: u32,
    pub high: u32,
}

/// Days since the registry was first seen to have a newer image for a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewerImage {
    pub medium: u32,
    pub high: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            image_age_days: ImageAge::default(),
            newer_image_days: NewerImage::default(),
            end_of_life_notice_days: 90,
            running_days: 90,
            restart_tries: 5,
        }
    }
}

impl Default for ImageAge {
    fn default() -> Self {
        Self { low: 90, medium: 180, high: 365 }
    }
}

impl Default for NewerImage {
    fn default() -> Self {
        Self { medium: 7, high: 30 }
    }
}

impl Thresholds {
    /// Ten years.
    pub const MOST_DAYS: u32 = 3650;
    pub const MOST_TRIES: u32 = 100;

    pub(super) fn are_usual(&self) -> bool {
        *self == Self::default()
    }

    /// By field, in the order of the document.
    pub(super) fn values(&self) -> [(&'static str, u32); 8] {
        [
            ("thresholds.image_age_days.low", self.image_age_days.low),
            ("thresholds.image_age_days.medium", self.image_age_days.medium),
            ("thresholds.image_age_days.high", self.image_age_days.high),
            ("thresholds.newer_image_days.medium", self.newer_image_days.medium),
            ("thresholds.newer_image_days.high", self.newer_image_days.high),
            ("thresholds.end_of_life_notice_days", self.end_of_life_notice_days),
            ("thresholds.running_days", self.running_days),
            ("thresholds.restart_tries", self.restart_tries),
        ]
    }

    /// What is worse begins no earlier.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut before: Option<(&str, u32)> = None;
        for (field, given) in self.values() {
            let (table, name) = field.rsplit_once('.').unwrap_or_default();
            let least = before.filter(|(of, _)| *of == table && matches!(name, "medium" | "high"));
            let least = least.map_or(1, |(_, least)| least);
            let most = if name == "restart_tries" { Self::MOST_TRIES } else { Self::MOST_DAYS };
            if !(least..=most).contains(&given) {
                faults.push(Fault::bounded(field, given, format_args!("{least} to {most}")));
            }
            before = Some((table, given.clamp(1, most)));
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl FnOnce(&mut Thresholds), expected: &[&str]) {
        let mut thresholds = Thresholds::default();
        change(&mut thresholds);
        let said: Vec<String> = thresholds.faults().iter().map(ToString::to_string).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn days_are_one_to_ten_years() {
        check(|t| t.running_days = 1, &[]);
        check(|t| t.running_days = 3650, &[]);
        check(|t| t.running_days = 0, &["thresholds.running_days is 0; allowed is 1 to 3650"]);
        check(|t| t.running_days = 3651, &["thresholds.running_days is 3651; allowed is 1 to 3650"]);
    }

    #[test]
    fn what_is_worse_begins_no_earlier() {
        check(|t| t.image_age_days.medium = 90, &[]);
        let expected = "thresholds.image_age_days.medium is 89; allowed is 90 to 3650";
        check(|t| t.image_age_days.medium = 89, &[expected]);
        let expected = "thresholds.newer_image_days.high is 6; allowed is 7 to 3650";
        check(|t| t.newer_image_days.high = 6, &[expected]);
    }

    #[test]
    fn thresholds_of_different_things_know_nothing_of_each_other() {
        check(|t| (t.newer_image_days.medium, t.end_of_life_notice_days) = (1, 1), &[]);
    }
}
