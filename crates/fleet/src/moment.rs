//! Moments as people read them: relative, with the exact UTC moment beside it.

use chrono::{DateTime, Duration, Utc};

/// `3 min ago`, `2 days ago`, `in 5 days`; `now` within 30 seconds.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let distance = now - at;
    if distance.abs() < Duration::seconds(30) {
        return "just now".into();
    }
    let span = span(distance.abs());
    if distance > Duration::zero() { format!("{span} ago") } else { format!("in {span}") }
}

/// `40 s`, `3 min`, `26 h`, `3 days`, `14 weeks`, `2 years`: one unit, rounded down.
pub fn span(length: Duration) -> String {
    let seconds = length.num_seconds().max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (minutes, hours, days) {
        (0, ..) => format!("{seconds} s"),
        (1..90, ..) => format!("{minutes} min"),
        (_, 1..48, _) => format!("{hours} h"),
        (_, _, ..100) => format!("{days} days"),
        (_, _, ..730) => format!("{} weeks", days / 7),
        _ => format!("{} years", days / 365),
    }
}

/// `2026-11-24 09:09:41 UTC`.
pub fn exact(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// `24 Nov, 09:09`; with the year where it is not that of `now`.
pub fn short(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    use chrono::Datelike as _;
    let format = if at.year() == now.year() { "%-d %b, %H:%M" } else { "%-d %b %Y" };
    at.format(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(seconds_ago: i64, expected: &str) {
        let now = DateTime::from_timestamp(1_795_000_000, 0).expect("in range");
        assert_eq!(relative(now - Duration::seconds(seconds_ago), now), expected);
    }

    #[test]
    fn one_unit_is_enough() {
        check(0, "just now");
        check(40, "40 s ago");
        check(3 * 60, "3 min ago");
        check(89 * 60, "89 min ago");
        check(26 * 3_600, "26 h ago");
        check(48 * 3_600, "2 days ago");
        check(99 * 86_400, "99 days ago");
        check(100 * 86_400, "14 weeks ago");
        check(730 * 86_400, "2 years ago");
    }

    #[test]
    fn the_future_is_said_so() {
        check(-5 * 86_400, "in 5 days");
        check(-12, "just now");
    }

    #[test]
    fn the_exact_moment_names_its_zone() {
        let at = DateTime::from_timestamp(1_795_000_000, 0).expect("in range");
        assert_eq!(exact(at), "2026-11-18 11:06:40 UTC");
        assert_eq!(short(at, at), "18 Nov, 11:06");
        assert_eq!(short(at, at + Duration::days(60)), "18 Nov 2026");
    }
}
