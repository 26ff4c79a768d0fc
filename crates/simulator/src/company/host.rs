use std::collections::BTreeMap;

use super::{TEAMS, Team};
use crate::Chance;

/// A host and whom it serves.
#[derive(Clone, Debug)]
pub(crate) struct HostPlace {
    pub name: String,
    pub team: &'static Team,
    /// `prod`, `staging` or `dev`.
    pub stage: &'static str,
    pub region: &'static str,
}

const STAGES: [&str; 3] = ["prod", "staging", "dev"];
const REGIONS: [&str; 4] = ["fra", "ams", "iad", "sin"];

/// Every host of the company.
pub(crate) fn hosts(seed: u64) -> Vec<HostPlace> {
    let of_team = |team: &'static Team| {
        let stages = STAGES.into_iter().zip(team.hosts);
        stages.flat_map(move |(stage, count)| (1..=count).map(move |number| place(seed, team, stage, number)))
    };
    TEAMS.iter().flat_map(of_team).collect()
}

fn place(seed: u64, team: &'static Team, stage: &'static str, number: usize) -> HostPlace {
    let mut chance = Chance::named(seed, &format!("region of {}", team.name));
    let home = chance.below(REGIONS.len() as u64) as usize;
    let region = REGIONS[(home + number - 1) % REGIONS.len()];
    HostPlace { name: format!("{}-{stage}-{region}-{number}", team.name), team, stage, region }
}

impl HostPlace {
    /// As an administrator of Plimsoll sets them.
    pub fn labels(&self) -> BTreeMap<String, String> {
        [("env", self.stage), ("team", self.team.name), ("region", self.region)]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into()
    }

    pub fn is_production(&self) -> bool {
        self.stage == "prod"
    }

    /// Days after which a release that is built arrives here.
    pub fn lag(&self) -> i64 {
        match self.stage {
            "dev" => 0,
            "staging" => 1,
            _ => 2,
        }
    }
}
