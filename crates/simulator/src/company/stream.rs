use chrono::{DateTime, TimeDelta, Utc};

use crate::{Chance, Image, catalogue};

/// The images of one repository: built again every so many days, and the same on every host.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    repository: String,
    tag: Tag,
    pub pinned: bool,
    /// Days from one build to the next.
    every: i64,
    /// Days since the last build when the first day begins.
    phase: i64,
}

#[derive(Clone, Debug)]
enum Tag {
    /// Each build has its own.
    Version,
    /// The newest build has it.
    Moving(String),
}

/// What all streams have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    pub seed: u64,
    /// When the first day begins.
    pub begins_at: DateTime<Utc>,
}

impl Stream {
    /// What the company builds itself; `project` decides when.
    pub fn own(origin: Origin, project: &str, repository: String, versioned: bool) -> Self {
        let mut chance = Chance::named(origin.seed, &format!("releases of {project}"));
        let every = 11 + chance.below(10).cast_signed();
        let phase = chance.below(every.cast_unsigned()).cast_signed();
        let tag = if versioned { Tag::Version } else { Tag::Moving("latest".into()) };
        Self { repository, tag, pinned: false, every, phase }
    }

    /// What others publish under a tag that moves about once a month.
    pub fn stock(origin: Origin, reference: &str) -> Self {
        let (repository, tag) = reference.split_once(':').unwrap_or((reference, "latest"));
        let phase = Chance::named(origin.seed, reference).below(30).cast_signed();
        Self { repository: repository.into(), tag: Tag::Moving(tag.into()), pinned: false, every: 30, phase }
    }

    /// The newest build on a day, which may be before the first.
    pub fn build_on(&self, day: i64) -> i64 {
        (day + self.phase).div_euclid(self.every)
    }

    /// How a service names the build.
    pub fn reference(&self, origin: Origin, build: i64) -> String {
        let name = self.name(build);
        if !self.pinned {
            return name;
        }
        let image = self.image(origin, build);
        let digest = image.digests.first().and_then(|digest| digest.split_once('@'));
        digest.map_or(name.clone(), |(_, digest)| format!("{name}@{digest}"))
    }

    /// The build as an engine knows it that has pulled it.
    pub fn image(&self, origin: Origin, build: i64) -> Image {
        let name = self.name(build);
        let mut chance = Chance::named(origin.seed, &format!("{name} {build}"));
        let days = TimeDelta::days(build * self.every - self.phase);
        let hours = TimeDelta::minutes(6 * 60 + chance.below(180).cast_signed());
        let mut image = catalogue::image(&name, origin.begins_at, &mut chance);
        image.created_at = origin.begins_at + days + hours;
        image
    }

    fn name(&self, build: i64) -> String {
        let repository = &self.repository;
        match &self.tag {
            Tag::Version => format!("{repository}:2.{}.{}", 40 + build, build.rem_euclid(4)),
            Tag::Moving(tag) => format!("{repository}:{tag}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin { seed: 1, begins_at: DateTime::UNIX_EPOCH + TimeDelta::days(20_000) }
    }

    #[test]
    fn a_build_is_as_old_as_the_day_says() {
        let stream = Stream::stock(origin(), "postgres:16");
        for day in -100..100 {
            let built = stream.image(origin(), stream.build_on(day)).created_at;
            let age = origin().begins_at + TimeDelta::days(day + 1) - built;
            assert!((0..=30).contains(&age.num_days()), "day {day}: {age}");
        }
    }

    #[test]
    fn a_pinned_build_is_named_by_the_digest_of_its_image() {
        let mut stream =
            Stream::own(origin(), "cart", "registry.acme.example/checkout/cart-api".into(), true);
        let tagged = stream.reference(origin(), 2);
        stream.pinned = true;
        let digest = stream.image(origin(), 2).digests[0].split_once('@').expect("a digest").1.to_owned();
        assert_eq!(stream.reference(origin(), 2), format!("{tagged}@{digest}"));
    }
}
