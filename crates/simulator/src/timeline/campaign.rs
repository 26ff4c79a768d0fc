//! What the company decides to do better, team by team.

use super::act::Act;
use super::plan::Plan;
use crate::Chance;
use crate::company::{Care, Measure};
use crate::naming::Naming;

struct Campaign {
    measure: Measure,
    /// Day on which the first host follows.
    from: i64,
    /// Days until the last one does.
    lasts: u64,
}

const CAMPAIGNS: [Campaign; 6] = [
    Campaign { measure: Measure::Limits, from: 12, lasts: 14 },
    Campaign { measure: Measure::NoNewPrivileges, from: 22, lasts: 18 },
    Campaign { measure: Measure::NonRoot, from: 34, lasts: 20 },
    Campaign { measure: Measure::Pinned, from: 44, lasts: 22 },
    Campaign { measure: Measure::SecretFiles, from: 54, lasts: 22 },
    Campaign { measure: Measure::FewCapabilities, from: 66, lasts: 20 },
];

/// From this day on hosts do without the agent that may do everything.
const AGENTS_LEAVE: (i64, u64) = (60, 25);
/// From this day on engines keep containers alive while they are restarted themselves.
const ENGINES_CHANGE: (i64, u64) = (25, 20);

pub(super) fn advance(plan: &mut Plan<'_>, day: i64) {
    for campaign in &CAMPAIGNS {
        for project in plan.projects() {
            if takes_part(plan, campaign, &project) == Some(day) {
                follow(plan, day, campaign.measure, &project);
            }
        }
    }
    if on(plan, "agent", AGENTS_LEAVE) == Some(day) {
        let acts = plan.end(|service| service.name == "watch-agent");
        let at = plan.moment(day, 14);
        plan.change(at, acts);
    }
    if on(plan, "engine", ENGINES_CHANGE) == Some(day) {
        let at = plan.moment(day, 6);
        plan.change(at, vec![Act::KeepContainersAlive, Act::ForgetInsecureRegistries]);
    }
}

/// The day on which the host follows, if it does.
fn on(plan: &Plan<'_>, what: &str, (from, lasts): (i64, u64)) -> Option<i64> {
    let mut chance = Chance::named(plan.origin.seed, &format!("{what} of {}", plan.place.name));
    let follows = if plan.place.team.care == Care::Careless { chance.one_in(3) } else { !chance.one_in(4) };
    follows.then(|| from + chance.below(lasts).cast_signed())
}

fn takes_part(plan: &Plan<'_>, campaign: &Campaign, project: &str) -> Option<i64> {
    on(plan, &format!("{:?} for {project}", campaign.measure), (campaign.from, campaign.lasts))
}

fn follow(plan: &mut Plan<'_>, day: i64, measure: Measure, project: &str) {
    let concerned = plan.places(|running| {
        let service = &running.service;
        let stock = matches!(
            measure,
            Measure::Limits | Measure::NoNewPrivileges | Measure::Pinned | Measure::SecretFiles
        );
        let by_hand = matches!(measure, Measure::Limits | Measure::NoNewPrivileges);
        service.project == project && (service.own || stock) && (service.naming != Naming::Hand || by_hand)
    });
    for place in &concerned {
        let service = &mut plan.running[*place].service;
        measure.apply(&mut service.spec);
        service.stream.pinned |= measure == Measure::Pinned;
    }
    let acts = plan.start(&concerned);
    let at = plan.moment(day, 15);
    plan.change(at, acts);
}
