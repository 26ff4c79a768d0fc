use std::time::{Duration, Instant};

use collector::Settings;
use fleet::Endpoint;
use fleet::scan::ScanError;
use simulator::{Lie, Misbehaviour, Spec};
use tempfile::TempDir;

use super::{Fixture, impatient, reason, scan, three_containers};

async fn check(misbehaviour: Misbehaviour, expected: &str) {
    let fixture = Fixture::misbehaving(misbehaviour.clone());
    let error = scan(&fixture.endpoint, &impatient()).await.expect_err("the engine is broken");
    let said = format!("{}: {error}", error.cause()).replace(&fixture.endpoint.to_string(), "ENGINE");
    assert_eq!(said, expected, "{misbehaviour:?}");
}

#[tokio::test]
async fn an_unreachable_engine_fails_with_the_reason() {
    let folder = TempDir::new().unwrap();
    let endpoint =
        |path: &str| format!("unix://{}/{path}", folder.path().display()).parse::<Endpoint>().unwrap();
    let nowhere = scan(&endpoint("nowhere.sock"), &Settings::default()).await.unwrap_err();
    assert_eq!((nowhere.cause(), reason(&nowhere)), ("unreachable", "there is no such socket"));

    std::fs::write(folder.path().join("file.sock"), "").unwrap();
    let file = scan(&endpoint("file.sock"), &Settings::default()).await.unwrap_err();
    assert_eq!((file.cause(), reason(&file)), ("unreachable", "connection refused"));

    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let closed = format!("tcp://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let closed = scan(&closed, &Settings::default()).await.unwrap_err();
    assert_eq!((closed.cause(), reason(&closed)), ("unreachable", "connection refused"));
}

#[tokio::test]
async fn an_engine_that_refuses_everything_or_its_containers_fails_the_scan() {
    let refused = "refused: engine ENGINE refused: status 403: <html>403 Forbidden</html>";
    check(Misbehaviour::Refuse { below: "/".into() }, refused).await;
    check(Misbehaviour::Refuse { below: "/containers/json".into() }, refused).await;
    let message = "driver\u{1b}[2J failed\nbadly";
    let failed = "refused: engine ENGINE refused: status 500: driver [2J failed badly";
    check(Misbehaviour::Fail { below: "/version".into(), message: message.into() }, failed).await;
}

#[tokio::test]
async fn an_engine_that_hangs_fails_the_scan_in_time() {
    let began = Instant::now();
    let timed_out = "timed_out: engine ENGINE gave no answer within 500 ms";
    check(Misbehaviour::Hang { below: "/".into() }, timed_out).await;
    check(Misbehaviour::Hang { below: "/containers/json".into() }, timed_out).await;
    check(Misbehaviour::HangInBody { below: "/version".into() }, timed_out).await;
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn an_engine_that_does_not_say_its_version_is_given_up_sooner() {
    let connect_timeout = Duration::from_millis(300);
    let settings = Settings { connect_timeout, ..Settings::default() };
    let version = Misbehaviour::Hang { below: "/version".into() };
    let error = scan(&Fixture::misbehaving(version).endpoint, &settings).await.unwrap_err();
    assert!(matches!(error, ScanError::TimedOut { timeout_ms: 300, .. }), "{error}");
    let slow = Misbehaviour::Slow { below: "/containers".into(), delay: 2 * connect_timeout };
    let slow = Fixture::misbehaving(slow);
    assert!(scan(&slow.endpoint, &settings).await.unwrap().is_complete(), "later answers have more time");
}

#[tokio::test]
async fn what_an_engine_answers_is_not_repeated_where_it_could_be_a_secret() {
    let secret = "t7Rk2mQzLw";
    let mut engine = three_containers();
    engine.api_version = secret.into();
    let error = Fixture::new(engine).scan().await.unwrap_err();
    assert_eq!(reason(&error), "its API version is not one");
    let message = format!("cannot reach https://bob:{secret}@registry.example.net/v2");
    let fixture = Fixture::misbehaving(Misbehaviour::Fail { below: "/containers/json".into(), message });
    assert_eq!(reason(&fixture.scan().await.unwrap_err()), "status 500: cannot reach [withheld]");
}

#[tokio::test]
async fn an_engine_that_says_more_than_a_scan_may_hold_fails_it() {
    let mut engine = three_containers();
    for number in 0..6 {
        engine.run(&format!("huge-{number}"), Spec::new("nginx:1.27").env("NOTES", &"x".repeat(1 << 20)));
    }
    let fixture = Fixture::new(engine);
    let settings = |mebibytes: usize| Settings { max_scan_bytes: mebibytes << 20, ..Settings::default() };
    let error = scan(&fixture.endpoint, &settings(4)).await.unwrap_err();
    assert_eq!(
        (error.cause(), reason(&error)),
        ("malformed", "the answers to one scan are longer than 4 MiB")
    );
    assert!(scan(&fixture.endpoint, &settings(16)).await.unwrap().is_complete());
}

#[tokio::test]
async fn the_whole_scan_has_a_limit_of_its_own() {
    let fixture = Fixture::new(three_containers());
    fixture.served.misbehave(Misbehaviour::Slow { below: "/".into(), delay: Duration::from_millis(200) });
    let settings =
        Settings { scan_timeout: Duration::from_millis(500), connections: 1, ..Settings::default() };
    let error = scan(&fixture.endpoint, &settings).await.unwrap_err();
    assert!(matches!(error, ScanError::TimedOut { timeout_ms: 500, .. }), "{error}");
}

#[tokio::test]
async fn a_slow_engine_is_waited_for() {
    let fixture =
        Fixture::misbehaving(Misbehaviour::Slow { below: "/".into(), delay: Duration::from_millis(100) });
    assert!(fixture.scan().await.unwrap().is_complete());
}

#[tokio::test]
async fn what_is_no_engine_is_malformed() {
    let lie = |path: &str, lie| Misbehaviour::Lie { below: path.into(), lie };
    for (path, told) in [
        ("/version", Lie::Html),
        ("/version", Lie::WrongTypes),
        ("/version", Lie::Truncated),
        ("/version", Lie::Nested),
        ("/version", Lie::Binary),
        ("/version", Lie::Endless { megabytes: 40 }),
        ("/containers/json", Lie::Html),
        ("/containers/json", Lie::WrongTypes),
        ("/containers/json", Lie::Truncated),
        ("/containers/json", Lie::Nested),
        ("/containers/json", Lie::Binary),
        ("/containers/json", Lie::Endless { megabytes: 40 }),
    ] {
        let fixture = Fixture::misbehaving(lie(path, told));
        let error = fixture.scan().await.unwrap_err();
        assert_eq!(error.cause(), "malformed", "{path} {told:?}: {error}");
    }
    check(
        lie("/containers/json", Lie::Endless { megabytes: 40 }),
        "malformed: engine ENGINE answered what is not an engine's answer: the answer is longer than 32 MiB",
    )
    .await;
}

#[tokio::test]
async fn something_that_does_not_speak_http_is_malformed() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ssh.sock");
    let listener = tokio::net::UnixListener::bind(&path).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let greeting = b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n";
            tokio::io::AsyncWriteExt::write_all(&mut stream, greeting).await.unwrap();
        }
    });
    let endpoint = format!("unix://{}", path.display()).parse().unwrap();
    let error = scan(&endpoint, &Settings::default()).await.unwrap_err();
    assert_eq!(error.cause(), "malformed", "{error}");
}

#[tokio::test]
async fn an_engine_that_stops_in_the_middle_fails_the_scan() {
    let fixture = Fixture::new(three_containers());
    fixture
        .served
        .misbehave(Misbehaviour::Slow { below: "/containers/".into(), delay: Duration::from_millis(100) });
    let endpoint = fixture.endpoint.clone();
    let scanning =
        tokio::spawn(
            async move { scan(&endpoint, &Settings { connections: 1, ..Settings::default() }).await },
        );
    while fixture.asked("/json") == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(fixture);
    let error = scanning.await.unwrap().unwrap_err();
    assert_eq!(error.cause(), "unreachable", "{error}");
}
