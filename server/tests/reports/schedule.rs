use chrono::{TimeDelta, TimeZone as _, Utc};
use fleet::Page;
use fleet::report::{MailState, ReportSchedule};
use testkit::app::TestApp;

use crate::mail_server::{MailServer, postman};
use crate::{mondays, world};

async fn set(app: &TestApp, schedule: ReportSchedule) {
    let next_at = report::period::next(schedule.day, schedule.hour, &schedule.time_zone, app.now()).ok();
    let schedule = ReportSchedule { next_at, ..schedule };
    app.store.set_report_schedule(&app.operator(), &schedule, app.now()).await.expect("set");
}

#[tokio::test]
async fn a_report_is_made_once_when_its_time_comes_and_sent_to_each_recipient() {
    let mut app = world().await;
    let mut server = MailServer::start();
    app.jobs.postman = Some(server.postman());
    set(&app, mondays(&["ada@example.org", "grace@example.org"])).await;
    assert!(!app.run_jobs().await["report"].values().any(|count| *count > 0), "its time has not come");

    let monday = Utc.with_ymd_and_hms(2026, 11, 23, 6, 0, 0).single().expect("a moment");
    let done = app.run_jobs_after(monday - app.now()).await["report"].clone();
    assert_eq!((done["reports"], done["mails"], done["mails_failed"]), (1, 2, 0));
    for recipient in ["ada@example.org", "grace@example.org"] {
        let message = server.message();
        assert_eq!(message["to"], serde_json::json!([recipient]));
        assert_eq!(message["shown"], recipient, "nobody sees the others");
        assert_eq!(message["from"], "Plimsoll <plimsoll@example.org>");
        assert_eq!(message["subject"], "Plimsoll weekly report 2026-W47");
        assert!(message["text"].as_str().expect("text").contains("The fleet index is"), "{message}");
        let part = &message["parts"][0];
        assert_eq!(
            (&part["name"], &part["type"], &part["begins"]),
            (&"plimsoll-2026-W47.pdf".into(), &"application/pdf".into(), &"%PDF-".into())
        );
    }
    let again = app.run_jobs_after(TimeDelta::minutes(1)).await["report"].clone();
    assert!(again.values().all(|count| *count == 0), "{again:?}");
    let schedule = app.store.report_schedule(&app.operator()).await.expect("set");
    assert_eq!(schedule.next_at, Some(monday + TimeDelta::days(7)));
}

#[tokio::test]
async fn a_mail_that_fails_is_tried_again_and_says_why() {
    let mut app = world().await;
    // Nothing listens on the discard port.
    app.jobs.postman = Some(postman(9));
    set(&app, mondays(&["ada@example.org"])).await;
    let done = app.run_jobs_after(TimeDelta::days(7)).await["report"].clone();
    assert_eq!((done["reports"], done["mails_failed"]), (1, 1));

    let mut server = MailServer::start();
    app.jobs.postman = Some(server.postman());
    assert!(app.run_jobs().await["report"].values().all(|count| *count == 0), "it waits");
    let done = app.run_jobs_after(TimeDelta::minutes(1)).await["report"].clone();
    assert_eq!((done["mails"], done["mails_failed"]), (1, 0));
    assert_eq!(server.message()["to"], serde_json::json!(["ada@example.org"]));
}

#[tokio::test]
async fn a_mailbox_that_is_full_is_visible() {
    let mut app = world().await;
    let server = MailServer::start();
    app.jobs.postman = Some(server.postman());
    set(&app, mondays(&["full@example.org"])).await;
    app.run_jobs_after(TimeDelta::days(7)).await;
    let reports = app.store.list_reports(&app.operator(), &Page::default()).await.expect("listed");
    let deliveries = app.store.report_deliveries(&app.operator(), reports.items[0].id).await.expect("listed");
    assert_eq!((deliveries[0].state, deliveries[0].attempts), (MailState::Waiting, 1));
    let failure = deliveries[0].failure.clone().expect("it failed");
    assert!(failure.contains("mailbox is full"), "{failure}");
}

#[tokio::test]
async fn weeks_that_were_missed_are_made_up_for_one_by_one() {
    let app = world().await;
    set(&app, mondays(&[])).await;
    app.clock.advance(TimeDelta::days(21));
    for _ in 0..5 {
        app.run_jobs().await;
    }
    let reports = app.store.list_reports(&app.operator(), &Page::default()).await.expect("listed");
    let mut weeks: Vec<_> = reports.items.into_iter().map(|row| row.period.week).collect();
    weeks.sort();
    assert_eq!(weeks, ["2026-W47", "2026-W48", "2026-W49"]);
}
