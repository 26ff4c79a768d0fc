use fleet::Installation;
use fleet::job::JobRun;

use super::*;

#[tokio::test]
async fn everybody_may_know_what_runs_here() {
    let database = Database::create().await;
    let store = database.store().await;
    let run = JobRun {
        job: "expire".into(),
        started_at: start(),
        finished_at: start() + TimeDelta::milliseconds(40),
        report: [("sessions".to_owned(), 2)].into(),
        failure: None,
    };
    store.record_job_run(&run).await.unwrap();
    let about = store.about(&person(Role::Viewer)).await.unwrap();
    assert_eq!((about.policy_version, about.installation), (1, Installation::Real));
    assert_eq!(about.jobs, [run]);
    let major: u32 = about.postgres_version.split('.').next().unwrap().parse().unwrap();
    assert!(major >= 15, "{}", about.postgres_version);
}
