//! What to do first: fixes of a whole fleet in the order in which they help most.

mod course;

use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use self::course::{Course, Move};
use super::{Fix, Yardstick};
use crate::{AcceptedSet, Grade, Policy, Subject};

/// Workloads of the same facts, image and acceptances: mended once, all of them are.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    pub subject: Subject<'a>,
    pub accepted: &'a AcceptedSet,
    /// How many workloads there are that count in the fleet's score.
    pub workloads: u32,
}

/// The best fixes of a fleet, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub workloads: u64,
    /// Mean over the workloads before any step, 0 to 100; 100 where there are none.
    pub score: f64,
    pub steps: Vec<Step>,
}

/// One fix of one group, with all steps before it done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Position in the groups that were given.
    pub group: u32,
    /// What it closes and scores is counted from the step before it.
    pub fix: Fix,
    pub workloads: u32,
    pub score_before: f64,
    pub grade_before: Grade,
    /// As [`After::complete`](super::After::complete), before it.
    pub complete_before: bool,
    /// Critical findings fewer, over all workloads of the group.
    pub criticals: u64,
    /// Taken for the sake of the next step: the grade changes only with both.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_of_two: bool,
    /// What the fleet scores after it: the mean, 0 to 100.
    pub fleet_score: f64,
}

/// The first `steps` steps: most criticals closed first, then most points over all workloads, then least effort. Where
/// only two fixes together change the grade of a group, they are weighed as two and taken one after the other.
///
/// Fixes that gain nothing are no steps. Groups do not touch each other, so after a step only its own is weighed again.
pub fn plan(groups: &[Group<'_>], policy: &Policy, now: DateTime<Utc>, steps: usize) -> Plan {
    let mut fleet = Fleet::new(groups, policy, now);
    let score = fleet.score();
    let mut done = Vec::new();
    while done.len() < steps {
        let Some(next) = fleet.moves.pop() else { break };
        let room = steps - done.len();
        done.extend(fleet.make(&next, room));
    }
    Plan { workloads: fleet.workloads, score, steps: done }
}

/// Where each group stands, and its best move.
struct Fleet<'a> {
    groups: &'a [Group<'a>],
    policy: &'a Policy,
    now: DateTime<Utc>,
    workloads: u64,
    /// Points of all workloads together.
    points: f64,
    moves: BinaryHeap<Move>,
    /// Groups that a step has changed; the others stand where they began.
    changed: BTreeMap<u32, Course<'a>>,
}

impl<'a> Fleet<'a> {
    fn new(groups: &'a [Group<'a>], policy: &'a Policy, now: DateTime<Utc>) -> Self {
        let workloads = groups.iter().map(|group| u64::from(group.workloads)).sum();
        let (moves, changed) = (BinaryHeap::new(), BTreeMap::new());
        let mut fleet = Self { groups, policy, now, workloads, points: 0.0, moves, changed };
        for (at, group) in (0..).zip(groups) {
            let by = fleet.yardstick(group);
            let course = Course::new(group.subject, &by);
            fleet.points += course.score() * f64::from(group.workloads);
            fleet.moves.extend(course.best(at, group.workloads, &by));
        }
        fleet
    }

    const fn yardstick(&self, group: &Group<'a>) -> Yardstick<'a> {
        Yardstick { policy: self.policy, accepted: group.accepted, now: self.now }
    }

    fn score(&self) -> f64 {
        if self.workloads == 0 { 100.0 } else { (self.points / self.workloads as f64).clamp(0.0, 100.0) }
    }

    fn make(&mut self, next: &Move, room: usize) -> Vec<Step> {
        let group = &self.groups[next.group as usize];
        let by = self.yardstick(group);
        let course = self.changed.remove(&next.group);
        let mut course = course.unwrap_or_else(|| Course::new(group.subject, &by));
        let mut steps = Vec::new();
        for change in next.changes.iter().take(room) {
            let (score_before, grade_before) = (course.score(), course.grade());
            let complete_before = course.complete();
            let (fix, criticals) = course.make(change, &by);
            self.points += fix.after.gain * f64::from(group.workloads);
            steps.push(Step {
                group: next.group,
                fix,
                workloads: group.workloads,
                score_before,
                grade_before,
                complete_before,
                criticals: u64::from(criticals) * u64::from(group.workloads),
                first_of_two: next.changes.len() > 1 && steps.is_empty(),
                fleet_score: self.score(),
            });
        }
        self.moves.extend(course.best(next.group, group.workloads, &by));
        self.changed.insert(next.group, course);
        steps
    }
}
