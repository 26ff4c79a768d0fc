use fleet::Role;
use http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{Method, StatusCode};
use testkit::app::{location, text};

use crate::world;

#[tokio::test]
async fn an_analyst_makes_a_report_and_everyone_signed_in_downloads_it() {
    let app = world().await;
    let mut analyst = app.signed_in("ada", Role::Analyst).await;
    let form = [("week", "2026-W46"), ("time_zone", "Europe/Berlin"), ("labels", "team=payments")];
    let answer = analyst.submit("/reports/make", &form).await;
    let report = location(&answer).to_owned();
    assert!(report.starts_with("/reports/"), "{report}");

    let mut viewer = app.signed_in("bea", Role::Viewer).await;
    for (end, media_type, begins) in [
        ("pdf", "application/pdf", "%PDF-1.7"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"),
        ("csv", "text/csv; charset=utf-8", "section,item,"),
        ("json", "application/json", r#"{"schema":"plimsoll.report/1""#),
        ("html", "text/html; charset=utf-8", "<!doctype html>"),
    ] {
        let answer = viewer.open(&format!("{report}/plimsoll-2026-W46.{end}")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{end}");
        assert_eq!(answer.headers()[CONTENT_TYPE], media_type);
        assert_eq!(answer.headers().contains_key(CONTENT_DISPOSITION), end != "html");
        let body = axum::body::to_bytes(axum::body::Body::new(answer.into_body()), usize::MAX)
            .await
            .expect("a body");
        assert!(body.starts_with(begins.as_bytes()), "{end}");
    }
    assert_eq!(viewer.open(&format!("{report}/plimsoll.exe")).await.status(), StatusCode::NOT_FOUND);
    let refused = viewer.submit("/reports/make", &form).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let refused = app.browser().open(&format!("{report}/plimsoll-2026-W46.pdf")).await;
    assert_ne!(refused.status(), StatusCode::OK, "nobody else");
}

#[tokio::test]
async fn the_page_to_print_allows_its_own_style_and_no_script() {
    let app = world().await;
    let mut analyst = app.signed_in("ada", Role::Analyst).await;
    let answer = analyst.submit("/reports/make", &[("week", "2026-W46"), ("time_zone", "UTC")]).await;
    let report = location(&answer).to_owned();
    let answer = analyst.open(&format!("{report}/report.html")).await;
    let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().expect("text").to_owned();
    assert!(
        policy.contains("default-src 'none'; style-src 'sha256-") && !policy.contains("script-src"),
        "{policy}"
    );
    let page = text(answer).await;
    assert!(page.contains("&lt;b&gt;web&lt;/b&gt;") && !page.contains("<b>web</b>"));
}

#[tokio::test]
async fn the_screen_lists_shows_and_offers_without_script() {
    let app = world().await;
    let mut admin = app.signed_in("ada", Role::Admin).await;
    let empty = text(admin.open("/reports").await).await;
    assert!(empty.contains("No report yet") && empty.contains("action=\"/reports/make\""), "{empty}");
    let set = [
        ("enabled", "on"),
        ("day", "1"),
        ("hour", "6"),
        ("time_zone", "Europe/Berlin"),
        ("labels", "team=payments, env=prod"),
        ("recipients", "a@b.example, c@d.example"),
    ];
    assert_eq!(location(&admin.submit("/reports/schedule", &set).await), "/reports");
    let schedule = app.store.report_schedule(&app.operator()).await.expect("set");
    assert_eq!((schedule.recipients.len(), schedule.time_zone.as_str()), (2, "Europe/Berlin"));
    assert_eq!(schedule.scope.labels.pairs().collect::<Vec<_>>(), [("env", "prod"), ("team", "payments")]);
    let wrong = [("day", "1"), ("hour", "6"), ("time_zone", "Berlin")];
    assert_eq!(admin.submit("/reports/schedule", &wrong).await.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let answer = admin.submit("/reports/make", &[("week", "2026-W46"), ("time_zone", "UTC")]).await;
    let report = location(&answer).to_owned();
    let list = text(admin.open("/reports").await).await;
    assert!(list.contains("2026-W46") && list.contains(&format!("{report}/plimsoll-2026-W46.pdf")), "{list}");
    let preview = text(admin.open(&report).await).await;
    assert!(preview.contains("What changed") && preview.contains("Best next fixes"), "{preview}");
}

#[tokio::test]
async fn the_api_lists_makes_and_gives_reports() {
    let app = world().await;
    let mut analyst = app.signed_in("ada", Role::Analyst).await;
    let answer = analyst.submit("/reports/make", &[("week", "2026-W46"), ("time_zone", "UTC")]).await;
    let id = location(&answer).trim_start_matches("/reports/").to_owned();
    let list = text(analyst.open("/api/v1/reports").await).await;
    let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list["items"][0]["id"], id);
    assert_eq!(list["items"][0]["period"]["week"], "2026-W46");
    let content = text(analyst.fetch(Method::GET, &format!("/api/v1/reports/{id}/content")).await).await;
    assert!(content.starts_with(r#"{"schema":"plimsoll.report/1""#));
    let wrong = analyst.open(&format!("/api/v1/reports/{id}/content?format=doc")).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let schedule = text(analyst.open("/api/v1/report-schedule").await).await;
    assert_eq!(serde_json::from_str::<serde_json::Value>(&schedule).expect("JSON")["enabled"], false);
}
