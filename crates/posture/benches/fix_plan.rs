//! The fix plan of a fleet of 100,000 workloads.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use posture::fix::{Group, plan};
use posture::testing::{Sample, now, sample};
use posture::{AcceptedSet, Policy};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

const WORKLOADS: u32 = 100_000;
/// Replicas, and hosts that run the same.
const ALIKE: u32 = 10;
const STEPS: usize = 100;

fn bench(criterion: &mut Criterion) {
    let mut runner = TestRunner::deterministic();
    let mut drawn = || sample().new_tree(&mut runner).expect("samples reject nothing").current();
    let samples: Vec<Sample> = (0..WORKLOADS / ALIKE).map(|_| drawn()).collect();
    let accepted = AcceptedSet::new();
    let groups: Vec<Group<'_>> = samples
        .iter()
        .map(|sample| Group { subject: sample.subject(), accepted: &accepted, workloads: ALIKE })
        .collect();
    let policy = Policy::default();
    let mut group = criterion.benchmark_group("fix_plan");
    group.sample_size(10);
    group.bench_function("fleet", |bencher| {
        bencher.iter(|| plan(black_box(&groups), &policy, now(), STEPS));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
