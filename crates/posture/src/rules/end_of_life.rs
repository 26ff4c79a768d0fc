//! Until when releases are supported: a dated table, compiled in.

mod table;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::facts::OsRelease;
use table::SYSTEMS;

/// Docker Engine, as endoflife.date (MIT) recorded it in March 2026; cycles without an announced end are left out.
const DOCKER: [(&str, &str); 23] = [
    ("27", "2025-05-03"),
    ("26.1", "2025-02-17"),
    ("26.0", "2024-06-08"),
    ("24.0", "2024-06-08"),
    ("23.0", "2025-05-19"),
    ("20.10", "2023-12-10"),
    ("19.03", "2021-01-08"),
    ("18.09", "2019-08-22"),
    ("18.06", "2018-12-08"),
    ("18.05", "2018-08-18"),
    ("18.04", "2018-06-09"),
    ("18.03", "2018-05-10"),
    ("18.02", "2018-04-21"),
    ("18.01", "2018-03-07"),
    ("17.12", "2018-02-10"),
    ("17.11", "2018-01-27"),
    ("17.10", "2017-12-20"),
    ("17.09", "2017-11-17"),
    ("17.07", "2017-10-26"),
    ("17.06", "2017-09-29"),
    ("17.05", "2017-07-28"),
    ("17.04", "2017-06-04"),
    ("17.03", "2017-05-05"),
];

/// The last day on which a release is supported, and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EndOfLife {
    pub cycle: &'static str,
    pub last_day: NaiveDate,
}

/// `None`: not in the table.
pub(super) fn of_system(release: &OsRelease) -> Option<EndOfLife> {
    // CentOS Stream calls itself `centos`, and only its releases go on after 8.
    let major = release.version.split('.').next().and_then(|major| major.parse::<u32>().ok());
    let is_stream = release.id == "centos" && major.is_some_and(|major| major > 8);
    let id = if is_stream { "centos-stream" } else { release.id.as_str() };
    let (_, cycles) = SYSTEMS.iter().find(|(system, _)| *system == id)?;
    find(cycles, &release.version)
}

/// `None`: not in the table, or without an announced end.
pub(super) fn of_docker(version: &str) -> Option<EndOfLife> {
    find(&DOCKER, version)
}

fn find(cycles: &[(&'static str, &'static str)], version: &str) -> Option<EndOfLife> {
    let begins = |cycle: &str| {
        version.strip_prefix(cycle).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let (cycle, day) = cycles.iter().find(|(cycle, _)| begins(cycle))?;
    Some(EndOfLife { cycle, last_day: day.parse().ok()? })
}

impl EndOfLife {
    /// The first moment without support.
    pub fn ends_at(&self) -> DateTime<Utc> {
        let next = self.last_day.checked_add_days(Days::new(1)).unwrap_or(self.last_day);
        next.and_time(NaiveTime::MIN).and_utc()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(id: &str, version: &str, expected: Option<(&str, &str)>) {
        let found = of_system(&OsRelease { id: id.into(), version: version.into() });
        let found = found.map(|end| (end.cycle, end.last_day.to_string()));
        assert_eq!(found.as_ref().map(|(cycle, day)| (*cycle, day.as_str())), expected, "{id} {version}");
    }

    #[test]
    fn a_release_is_found_by_the_cycle_it_belongs_to() {
        check("alpine", "3.20.3", Some(("3.20", "2026-04-01")));
        check("alpine", "3.2.3", Some(("3.2", "2017-05-01")));
        check("rhel", "9.4", Some(("9", "2032-05-31")));
        check("ubuntu", "22.04", Some(("22.04", "2027-04-01")));
        check("amzn", "2", Some(("2", "2026-06-30")));
    }

    #[test]
    fn a_stream_of_centos_calls_itself_centos() {
        check("centos", "7", Some(("7", "2024-06-30")));
        check("centos", "9", Some(("9", "2027-05-31")));
    }

    #[test]
    fn what_is_not_in_the_table_has_no_end() {
        check("debian", "", None);
        check("wolfi", "20230201", None);
        check("alpine", "3", None);
    }

    #[test]
    fn every_day_of_the_tables_is_one() {
        let days = SYSTEMS.iter().flat_map(|(_, cycles)| cycles.iter()).chain(&DOCKER);
        assert!(days.clone().count() > 200 && days.clone().all(|(_, day)| day.parse::<NaiveDate>().is_ok()));
        assert!(SYSTEMS.is_sorted_by_key(|(id, _)| id));
    }
}
