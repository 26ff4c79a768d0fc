//! Weeks: Monday to Monday in a time zone, whatever its clocks do.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Tz;

use crate::Period;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("a week is written as in 2026-W46")]
    Week,
    #[error("a time zone is an IANA name, such as Europe/Berlin or UTC")]
    TimeZone,
}

impl PeriodError {
    /// The name of what is wrong, where a week or a schedule is asked for.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::TimeZone => "time_zone",
        }
    }
}

/// The week of this name, or without one the last that is over at `now`.
pub fn wanted(week: Option<&str>, time_zone: &str, now: DateTime<Utc>) -> Result<Period, PeriodError> {
    match week {
        Some(name) => self::week(name, time_zone),
        None => last_week(now, time_zone),
    }
}

/// The week of an ISO 8601 name such as `2026-W46`.
pub fn week(name: &str, time_zone: &str) -> Result<Period, PeriodError> {
    let monday = monday(name).ok_or(PeriodError::Week)?;
    period(monday, zone(time_zone)?).ok_or(PeriodError::Week)
}

/// The last week that is over at `now`.
pub fn last_week(now: DateTime<Utc>, time_zone: &str) -> Result<Period, PeriodError> {
    let zone = zone(time_zone)?;
    let today = now.with_timezone(&zone).date_naive();
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()) + 7);
    period(monday, zone).ok_or(PeriodError::Week)
}

/// The next moment after `after` at which it is this hour (0 to 23) of this day (1 Monday to 7 Sunday).
/// An hour that the clocks skip comes at the first moment after the gap, one that they repeat the first time.
pub fn next(day: u8, hour: u8, time_zone: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>, PeriodError> {
    let zone = zone(time_zone)?;
    let today = after.with_timezone(&zone).date_naive();
    let wanted = u64::from(day.clamp(1, 7) - 1);
    let ahead = (wanted + 7 - u64::from(today.weekday().num_days_from_monday())) % 7;
    let time = NaiveTime::from_hms_opt(u32::from(hour.min(23)), 0, 0).expect("an hour of the day");
    [ahead, ahead + 7]
        .into_iter()
        .filter_map(|days| moment(today.checked_add_days(Days::new(days))?, time, zone))
        .find(|at| *at > after)
        .ok_or(PeriodError::Week)
}

/// # Errors
/// [`PeriodError::TimeZone`] for a name that is not in the IANA database.
pub fn zone(name: &str) -> Result<Tz, PeriodError> {
    name.parse().map_err(|_| PeriodError::TimeZone)
}

fn monday(name: &str) -> Option<NaiveDate> {
    let (year, week) = name.split_once("-W")?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || week.len() != 2 || !digits(year) || !digits(week) {
        return None;
    }
    NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, Weekday::Mon)
}

fn period(monday: NaiveDate, zone: Tz) -> Option<Period> {
    let next = monday.checked_add_days(Days::new(7))?;
    let iso = monday.iso_week();
    Some(Period {
        week: format!("{:04}-W{:02}", iso.year(), iso.week()),
        time_zone: zone.name().into(),
        first_day: monday,
        last_day: monday.checked_add_days(Days::new(6))?,
        from: moment(monday, NaiveTime::MIN, zone)?,
        until: moment(next, NaiveTime::MIN, zone)?,
    })
}

/// The first moment at which clocks there show this or later.
fn moment(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<DateTime<Utc>> {
    let wall = day.and_time(time);
    let minutes = (0..=24 * 60).map(|minutes| wall + TimeDelta::minutes(minutes));
    let at = minutes.into_iter().find_map(|wall| zone.from_local_datetime(&wall).earliest())?;
    Some(at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn check_week(name: &str, zone: &str, from: &str, until: &str) {
        let period = week(name, zone).expect("a week");
        assert_eq!((period.from, period.until), (utc(from), utc(until)), "{name} in {zone}");
        assert_eq!(period.week, name);
    }

    #[test]
    fn a_week_is_monday_to_monday_of_its_own_clocks() {
        check_week("2026-W46", "UTC", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z");
        check_week("2026-W46", "Europe/Berlin", "2026-11-08T23:00:00Z", "2026-11-15T23:00:00Z");
        check_week("2026-W46", "Asia/Kolkata", "2026-11-08T18:30:00Z", "2026-11-15T18:30:00Z");
    }

    #[test]
    fn a_week_in_which_clocks_change_is_an_hour_shorter_or_longer() {
        // Berlin: 29 March and 25 October 2026.
        check_week("2026-W13", "Europe/Berlin", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z");
        check_week("2026-W43", "Europe/Berlin", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z");
    }

    #[test]
    fn where_clocks_skip_midnight_the_day_begins_after_it() {
        // Asuncion moved 00:00 to 01:00 on Sunday, 6 October 2024; Cairo on Friday, 26 April 2024.
        let friday = moment(NaiveDate::from_ymd_opt(2024, 4, 26).unwrap(), NaiveTime::MIN, Tz::Africa__Cairo);
        assert_eq!(friday, Some(utc("2024-04-25T22:00:00Z")));
    }

    #[test]
    fn the_years_of_weeks_are_iso() {
        let period = week("2026-W53", "UTC").expect("2026 has 53 weeks");
        assert_eq!(period.first_day, NaiveDate::from_ymd_opt(2026, 12, 28).unwrap());
        assert_eq!(period.last_day, NaiveDate::from_ymd_opt(2027, 1, 3).unwrap());
        for wrong in ["2025-W53", "2026-W00", "2026W46", "2026-W6", "+026-W46", "", "2026-W4é"] {
            assert_eq!(week(wrong, "UTC"), Err(PeriodError::Week), "{wrong}");
        }
        for wrong in ["Berlin", "", "../etc", "europe/berlin"] {
            assert_eq!(week("2026-W46", wrong), Err(PeriodError::TimeZone), "{wrong}");
        }
    }

    #[test]
    fn the_last_week_is_over() {
        let last = |now: &str, zone: &str| last_week(utc(now), zone).expect("a week").week;
        assert_eq!(last("2026-11-15T23:30:00Z", "UTC"), "2026-W45");
        assert_eq!(last("2026-11-15T23:30:00Z", "Europe/Berlin"), "2026-W46");
        assert_eq!(last("2026-11-16T00:00:00Z", "UTC"), "2026-W46");
    }

    fn check_next(day: u8, hour: u8, zone: &str, after: &str, expected: &str) {
        assert_eq!(next(day, hour, zone, utc(after)), Ok(utc(expected)), "{day} at {hour} in {zone}");
    }

    #[test]
    fn the_next_time_is_after_now_and_at_that_hour_there() {
        check_next(1, 6, "UTC", "2026-11-24T10:00:00Z", "2026-11-30T06:00:00Z");
        check_next(2, 12, "UTC", "2026-11-24T10:00:00Z", "2026-11-24T12:00:00Z");
        check_next(2, 10, "UTC", "2026-11-24T10:00:00Z", "2026-12-01T10:00:00Z");
        check_next(1, 6, "Europe/Berlin", "2026-10-24T10:00:00Z", "2026-10-26T05:00:00Z");
        check_next(1, 6, "Europe/Berlin", "2026-03-28T10:00:00Z", "2026-03-30T04:00:00Z");
    }

    #[test]
    fn an_hour_that_is_skipped_comes_after_the_gap_and_a_repeated_one_once() {
        check_next(7, 2, "Europe/Berlin", "2026-03-28T10:00:00Z", "2026-03-29T01:00:00Z");
        check_next(7, 2, "Europe/Berlin", "2026-10-24T10:00:00Z", "2026-10-25T00:00:00Z");
        check_next(7, 2, "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-11-01T01:00:00Z");
    }
}
