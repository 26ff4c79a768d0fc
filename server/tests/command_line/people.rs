use super::{data_directory, plimsoll, plimsoll_with};

#[test]
fn people_are_added_listed_linked_and_shut_out() {
    let home = data_directory();
    let data = home.path().to_str().expect("text");
    let user = |arguments: &[&str]| plimsoll(&[&["user"], arguments, &["--data-dir", data]].concat());

    let early = user(&["list"]);
    assert!(
        !early.well && early.err.contains("plimsoll migrate"),
        "the schema is not touched: {}",
        early.err
    );
    assert!(plimsoll(&["migrate", "--data-dir", data]).well);

    let added = user(&["add", "Ada", "--role", "analyst", "--public-url", "https://plimsoll.example/"]);
    assert!(added.well, "{}", added.err);
    let link = "https://plimsoll.example/sign-in/link?token=";
    assert!(added.out.contains(link), "{}", added.out);
    assert!(!added.err.contains("token="), "a link is never logged: {}", added.err);

    let again = user(&["add", "ada"]);
    assert!(
        !again.well && again.err.contains("name"),
        "names are unique without regard to case: {}",
        again.err
    );

    assert!(user(&["link", "ADA"]).out.contains("/sign-in/link?token="));
    let unknown = user(&["link", "bob"]);
    assert!(!unknown.well && unknown.err.contains("there are: Ada"), "{}", unknown.err);

    let password = |line| plimsoll_with(&["user", "password", "ada", "--data-dir", data], line);
    assert!(password("correct horse battery\n").well);
    let short = password("short\n");
    assert!(!short.well && short.err.contains("12"), "{}", short.err);

    assert!(user(&["disable", "ada"]).well);
    let listed = user(&["list"]).out;
    let row = listed.lines().nth(1).expect("a row");
    assert_eq!(
        row.split_whitespace().collect::<Vec<_>>(),
        ["Ada", "analyst", "disabled", "never"],
        "{listed}"
    );

    assert!(user(&["enable", "ADA"]).well);
    let listed = user(&["list"]).out;
    let row = listed.lines().nth(1).expect("a row");
    assert!(row.contains(" yes "), "{listed}");
}
