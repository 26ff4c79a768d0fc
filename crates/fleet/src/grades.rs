use posture::Grade;
use serde::{Deserialize, Serialize};

/// What a workload or host counts as in a distribution: its grade, but an A of incomplete facts is no A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Standing {
    A,
    /// `A?`: a check that could be high or critical is unknown.
    #[serde(rename = "A?")]
    UnprovenA,
    B,
    C,
    D,
    F,
}

impl Standing {
    pub const ALL: [Self; 6] = [Self::A, Self::UnprovenA, Self::B, Self::C, Self::D, Self::F];

    pub const fn of(grade: Grade, complete: bool) -> Self {
        match grade {
            Grade::A if complete => Self::A,
            Grade::A => Self::UnprovenA,
            Grade::B => Self::B,
            Grade::C => Self::C,
            Grade::D => Self::D,
            Grade::F => Self::F,
        }
    }

    pub const fn grade(self) -> Grade {
        match self {
            Self::A | Self::UnprovenA => Grade::A,
            Self::B => Grade::B,
            Self::C => Grade::C,
            Self::D => Grade::D,
            Self::F => Grade::F,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnprovenA => "A?",
            _ => self.grade().as_str(),
        }
    }
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Standing {
    type Err = UnknownStanding;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text).ok_or(UnknownStanding)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a grade is one of A, A?, B, C, D, F")]
pub struct UnknownStanding;

/// How many have each standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GradeCounts {
    #[serde(rename = "A")]
    pub a: i64,
    /// A whose facts are incomplete: not among the A.
    #[serde(rename = "A?")]
    pub unproven_a: i64,
    #[serde(rename = "B")]
    pub b: i64,
    #[serde(rename = "C")]
    pub c: i64,
    #[serde(rename = "D")]
    pub d: i64,
    #[serde(rename = "F")]
    pub f: i64,
}

impl GradeCounts {
    pub const fn of(&self, standing: Standing) -> i64 {
        match standing {
            Standing::A => self.a,
            Standing::UnprovenA => self.unproven_a,
            Standing::B => self.b,
            Standing::C => self.c,
            Standing::D => self.d,
            Standing::F => self.f,
        }
    }

    pub const fn of_mut(&mut self, standing: Standing) -> &mut i64 {
        match standing {
            Standing::A => &mut self.a,
            Standing::UnprovenA => &mut self.unproven_a,
            Standing::B => &mut self.b,
            Standing::C => &mut self.c,
            Standing::D => &mut self.d,
            Standing::F => &mut self.f,
        }
    }

    pub const fn total(&self) -> i64 {
        self.a + self.unproven_a + self.b + self.c + self.d + self.f
    }

    /// Best first.
    pub fn iter(&self) -> impl Iterator<Item = (Standing, i64)> + use<> {
        let counts = *self;
        Standing::ALL.into_iter().map(move |standing| (standing, counts.of(standing)))
    }

    /// With a high or a critical finding open.
    pub const fn below_load_line(&self) -> i64 {
        self.d + self.f
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_a_of_incomplete_facts_is_counted_apart() {
        let mut counts = GradeCounts::default();
        for (grade, complete) in [(Grade::A, true), (Grade::A, false), (Grade::F, false)] {
            *counts.of_mut(Standing::of(grade, complete)) += 1;
        }
        assert_eq!((counts.a, counts.unproven_a, counts.f, counts.total()), (1, 1, 1, 3));
        assert_eq!(counts.below_load_line(), 1);
    }

    #[test]
    fn a_standing_reads_as_it_is_shown() {
        for standing in Standing::ALL {
            assert_eq!(standing.to_string().parse(), Ok(standing));
            assert_eq!(serde_json::to_value(standing).unwrap(), standing.as_str());
        }
        assert_eq!("a".parse::<Standing>(), Err(UnknownStanding));
        assert_eq!(
            serde_json::to_value(GradeCounts { unproven_a: 2, ..GradeCounts::default() }).unwrap(),
            serde_json::json!({"A": 0, "A?": 2, "B": 0, "C": 0, "D": 0, "F": 0})
        );
    }
}
