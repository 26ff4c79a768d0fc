use simulator::Spec;

use super::{Fixture, missing, names, reason, three_containers};

#[tokio::test]
async fn labels_of_ten_megabytes_are_read_and_do_not_grow_the_facts() {
    let mut engine = three_containers();
    engine.run("huge", Spec::new("nginx:1.27").label("notes", &"x".repeat(10 << 20)));
    let scan = Fixture::new(engine).scan().await.unwrap();
    assert_eq!(names(&scan), ["cache", "huge", "web-1", "web-2"]);
    assert!(scan.is_complete());
    assert!(serde_json::to_vec(&scan).unwrap().len() < 100_000);
}

#[tokio::test]
async fn labels_beyond_the_limit_fail_the_scan_with_a_clear_error() {
    let mut engine = three_containers();
    for number in 0..4 {
        engine.run(&format!("huge-{number}"), Spec::new("nginx:1.27").label("notes", &"x".repeat(10 << 20)));
    }
    let error = Fixture::new(engine).scan().await.unwrap_err();
    assert_eq!(reason(&error), "the answer is longer than 32 MiB");
}

#[tokio::test]
async fn hostile_names_arrive_as_harmless_text() {
    let mut engine = three_containers();
    let hostile = [
        "<img src=x onerror=alert(1)>",
        "'; drop table workloads; --",
        "\u{202e}gpj.exe",
        "a\u{0}\r\nb\u{1b}[2J",
    ];
    for name in hostile {
        engine.run(name, Spec::new("nginx:1.27").label("com.docker.compose.project", name));
    }
    let scan = Fixture::new(engine).scan().await.unwrap();
    assert!(scan.is_complete(), "{:?}", missing(&scan));
    assert_eq!(scan.containers.len(), 7);
    let text = serde_json::to_string(&scan).unwrap();
    assert!(text.contains("<img src=x onerror=alert(1)>"), "markup is data and stays: the page escapes it");
    let moves_the_cursor = |character: char| character.is_control() || character == '\u{202e}';
    assert!(!text.contains(moves_the_cursor), "{text}");
    assert!(!text.contains("\\u0000") && !text.contains("\\u001b"), "{text}");
}
