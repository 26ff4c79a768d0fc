//! A fleet over time: the same for the same seed at every moment, and with the stories that a demo tells.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, TimeDelta, Utc};
use simulator::{Engine, Host, Timeline};

fn ends_at() -> DateTime<Utc> {
    "2026-11-20T15:30:00Z".parse().unwrap()
}

fn digest(engine: &Engine) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{engine:?}").hash(&mut hasher);
    hasher.finish()
}

/// Of all engines at some moments, one of them after the end.
fn digests(timeline: &Timeline) -> Vec<u64> {
    let moments = [-30, 2].map(|days| ends_at() + TimeDelta::days(days));
    let at = |moment| timeline.hosts.iter().map(move |host| digest(&host.at(moment)));
    moments.into_iter().flat_map(at).collect()
}

fn containers(timeline: &Timeline, moment: DateTime<Utc>) -> usize {
    let there = timeline.hosts.iter().filter(|host| host.joins_at <= moment);
    there.map(|host| host.at(moment).containers.len()).sum()
}

#[test]
fn the_same_seed_is_the_same_fleet_at_every_moment_and_another_is_another() {
    let fleets = [1, 1, 2].map(|seed| digests(&Timeline::new(seed, ends_at())));
    assert_eq!(fleets[0], fleets[1]);
    assert_ne!(fleets[0], fleets[2]);
}

#[test]
fn going_there_in_steps_is_the_same_as_going_at_once() {
    let timeline = Timeline::new(1, ends_at());
    let until = ends_at() + TimeDelta::hours(30);
    for host in timeline.hosts.iter().step_by(9) {
        let mut engine = host.at(host.joins_at);
        let mut moment = host.joins_at;
        while moment < until {
            moment = (moment + TimeDelta::hours(17)).min(until);
            host.advance(&mut engine, moment);
        }
        assert_eq!(digest(&engine), digest(&host.at(until)), "{}", host.name);
    }
}

#[test]
fn it_is_a_fleet_of_some_40_hosts_and_1200_containers_that_grows() {
    let timeline = Timeline::new(1, ends_at());
    assert!((36..=44).contains(&timeline.hosts.len()), "{} hosts", timeline.hosts.len());
    let (first, last) = (timeline.begins_at + TimeDelta::days(2), ends_at());
    assert!((1_000..1_400).contains(&containers(&timeline, last)), "{}", containers(&timeline, last));
    assert!(containers(&timeline, first) < containers(&timeline, last));
    let joined = |at| timeline.hosts.iter().filter(|host| host.joins_at <= at).count();
    assert!(joined(first) < joined(last) && joined(last) == timeline.hosts.len());
}

#[test]
fn every_host_has_labels_and_a_name_of_its_own() {
    let timeline = Timeline::new(1, ends_at());
    let mut teams: BTreeMap<&str, usize> = BTreeMap::new();
    for host in &timeline.hosts {
        assert_eq!(host.labels.keys().collect::<Vec<_>>(), ["env", "region", "team"]);
        *teams.entry(&host.labels["team"]).or_default() += 1;
        assert_eq!(timeline.hosts.iter().filter(|other| other.name == host.name).count(), 1, "{}", host.name);
    }
    assert_eq!(teams.len(), 8);
}

#[test]
fn visits_are_in_order_one_at_a_time_daily_and_after_each_change() {
    let timeline = Timeline::new(1, ends_at());
    let visits = timeline.visits();
    assert!(visits.is_sorted_by(|one, next| one.at < next.at));
    assert!(visits.iter().all(|visit| visit.at < ends_at() + TimeDelta::minutes(5)));
    let of_first: Vec<_> = visits.iter().filter(|visit| visit.host == 0).map(|visit| visit.at).collect();
    let longest = of_first.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(longest < TimeDelta::hours(30), "{longest}");
    assert!((3_600..9_000).contains(&visits.len()), "{}", visits.len());
}

fn privileged(host: &Host, moment: DateTime<Utc>) -> usize {
    let engine = host.at(moment);
    let open = |container: &&simulator::Container| {
        let spec = &container.spec;
        spec.host.privileged
            && spec.host.binds.iter().any(|bind| bind.contains("docker.sock"))
            && spec.env.iter().any(|pair| pair.starts_with("AWS_SECRET_ACCESS_KEY="))
    };
    engine.containers.iter().filter(open).count()
}

#[test]
fn one_container_may_do_everything_in_production_for_two_days() {
    let timeline = Timeline::new(1, ends_at());
    let days = |host: &Host| {
        let at = |day| timeline.begins_at + TimeDelta::days(day);
        (55..65).filter(|day| privileged(host, at(*day)) > 0).count()
    };
    let days: Vec<(&str, usize)> = timeline
        .hosts
        .iter()
        .map(|host| (&*host.labels["env"], days(host)))
        .filter(|(_, days)| *days > 0)
        .collect();
    assert_eq!(days, [("prod", 2)]);
}

#[test]
fn a_region_cannot_be_reached_for_a_day_and_nothing_ends_meanwhile() {
    let timeline = Timeline::new(1, ends_at());
    let unreachable = |hour: &i64| {
        let moment = timeline.begins_at + TimeDelta::hours(*hour);
        timeline.hosts.iter().any(|host| !host.is_reachable(moment))
    };
    assert_eq!((0..90 * 24).filter(unreachable).count(), 24);
    let regions: Vec<&str> = timeline
        .hosts
        .iter()
        .filter(|host| !host.is_reachable(timeline.begins_at + TimeDelta::hours(74 * 24 + 5)))
        .map(|host| &*host.labels["region"])
        .collect();
    assert!(regions.len() > 1 && regions.iter().all(|region| *region == regions[0]), "{regions:?}");
}

#[test]
fn small_things_go_on_happening_after_the_end() {
    let timeline = Timeline::new(1, ends_at());
    let later = ends_at() + TimeDelta::hours(4);
    let changed = timeline.hosts.iter().filter(|host| {
        let ids = |moment| host.at(moment).containers.iter().map(|one| one.id.clone()).collect::<Vec<_>>();
        ids(ends_at()) != ids(later)
    });
    assert!(changed.count() > 20);
}
