//! Inspect JSON to facts, findings and score: how many containers a second one core does.

use std::hint::black_box;

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use intake::IngestKey;
use intake::engine::{ImageReading, read_container, read_image};
use posture::facts::{Host, Surroundings};
use posture::score::AcceptedSet;
use posture::{Policy, Posture, Subject, evaluate, score};

const CONTAINER: &[u8] = include_bytes!("../tests/fixtures/docker-20.10-running.json");
const IMAGE: &[u8] = include_bytes!("../tests/fixtures/docker-20.10-image.json");

fn posture(image: &ImageReading, key: &IngestKey, policy: &Policy, now: DateTime<Utc>) -> Posture {
    let reading = read_container(black_box(CONTAINER), Some(&image.environment), key).expect("a container");
    let subject = Subject {
        container: &reading.facts,
        runtime: &reading.runtime,
        image: Some(&image.facts),
        host: &Host::default(),
        surroundings: &Surroundings::default(),
    };
    score(&evaluate(&subject, policy, now), &AcceptedSet::default(), policy)
}

fn bench(criterion: &mut Criterion) {
    let key = IngestKey::new([1; 32]);
    let image = read_image(IMAGE, None, &key).expect("an image");
    let policy = Policy::default();
    let now = DateTime::from_timestamp(1_795_000_000, 0).expect("a date");

    let mut group = criterion.benchmark_group("inspect");
    group.throughput(Throughput::Elements(1));
    group.bench_function("to_facts", |bencher| {
        bencher.iter(|| {
            read_container(black_box(CONTAINER), Some(&image.environment), &key).expect("a container")
        });
    });
    group.bench_function("to_posture", |bencher| bencher.iter(|| posture(&image, &key, &policy, now)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
