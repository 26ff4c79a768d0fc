//! CSV, JSON and XLSX as other programs read them.

mod sample;

use std::io::Cursor;

use report::{Report, WorkloadLine};

type Rows<'a> = &'a mut dyn Iterator<Item = std::io::Result<WorkloadLine>>;

fn rows(workloads: Vec<WorkloadLine>) -> impl Iterator<Item = std::io::Result<WorkloadLine>> {
    workloads.into_iter().map(Ok)
}

fn csv(report: &Report, workloads: Vec<WorkloadLine>) -> Vec<u8> {
    let mut out = Vec::new();
    report::csv(report, &mut rows(workloads), &mut out).expect("written");
    out
}

/// With the reader that holds every record to the same length; by section.
fn read(bytes: &[u8], section: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(bytes);
    let records = reader.records().map(|record| record.expect("every row has every column"));
    let records = records.map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>());
    records.filter(|record| record[0] == section).collect()
}

#[test]
fn the_table_has_every_figure_and_every_workload() {
    let bytes = csv(&sample::small(), sample::workloads());
    assert_eq!(read(&bytes, "workloads").len(), 8);
    let first = &read(&bytes, "workloads")[0];
    assert_eq!(
        first[1..10].join("|"),
        "MNT-001|Engine socket mounted: /var/run/docker.sock|critical|ledger-api|payments|fra-pay-02|registry.example/ledger-api:1.2|F|4.8000"
    );
    let opened = &read(&bytes, "changes")[0];
    assert_eq!(opened[11..17].join(" "), "3 11 24 9 0 47");
    let grades: Vec<_> = read(&bytes, "grades").iter().map(|row| format!("{}={}", row[8], row[16])).collect();
    assert_eq!(grades.join(" "), "A=318 A?=41 B=361 C=268 D=331 F=93");
    assert_eq!(read(&bytes, "summary")[0][9], "71.7200");
}

#[test]
fn table_workbook_and_json_of_a_demo_say_so() {
    let (demo, real) = (sample::hostile(), sample::small());
    let words = "Demo: these figures are of a simulated fleet.";
    let said = |report: &Report| {
        let line = read(&csv(report, Vec::new()), "demo").remove(0);
        (line[2].clone(), line[17].clone())
    };
    assert_eq!(said(&demo), (words.to_owned(), "true".to_owned()));
    assert_eq!(said(&real), (String::new(), "false".to_owned()));

    let said = |report: &Report| workbook(report, Vec::new())["Summary"].to_string().contains(words);
    assert_eq!((said(&demo), said(&real)), (true, false));

    let said = |report: &Report| {
        let mut out = Vec::new();
        report::json(report, &mut rows(Vec::new()), &mut out).expect("written");
        serde_json::from_slice::<serde_json::Value>(&out).expect("JSON")["demo"].clone()
    };
    assert_eq!((said(&demo), said(&real)), (true.into(), false.into()));
}

#[test]
fn no_cell_of_the_table_is_a_formula() {
    let bytes = csv(&sample::hostile(), sample::hostile_workloads(400));
    let mut reader = csv::ReaderBuilder::new().flexible(false).has_headers(false).from_reader(&bytes[..]);
    let mut cells = 0;
    for record in reader.records() {
        for cell in &record.expect("every row has every column") {
            assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            assert!(
                !cell.chars().any(|character| character.is_control() || character == '\u{202e}'),
                "{cell:?}"
            );
            cells += 1;
        }
    }
    assert!(cells > 400 * 19);
}

#[test]
fn json_names_its_schema_and_reads_back_as_the_report() {
    let report = sample::hostile();
    let mut out = Vec::new();
    report::json(&report, &mut rows(sample::hostile_workloads(50)), &mut out).expect("written");
    let value: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    assert_eq!(value["schema"], "plimsoll.report/1");
    assert_eq!(value["workloads"].as_array().map(Vec::len), Some(50));
    assert_eq!(serde_json::from_value::<Report>(value).expect("the model"), report);
}

#[test]
fn a_row_that_cannot_be_read_fails_the_file() {
    let broken = || [Err(std::io::Error::other("torn"))].into_iter();
    let check = |write: &dyn Fn(Rows<'_>) -> std::io::Result<()>| {
        assert_eq!(write(&mut broken()).unwrap_err().to_string(), "torn");
    };
    let report = sample::empty();
    check(&|rows| report::csv(&report, rows, Vec::new()));
    check(&|rows| report::json(&report, rows, Vec::new()));
    check(&|rows| report::xlsx(&report, rows, Cursor::new(Vec::new())));
}

/// Every sheet with its cells and their types, as openpyxl reads them.
const READ: &str = "
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
json.dump({sheet.title: [[[cell.value, cell.data_type] for cell in row] for row in sheet.iter_rows()]
           for sheet in book}, sys.stdout)
";

fn workbook(report: &Report, workloads: Vec<WorkloadLine>) -> serde_json::Value {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("report.xlsx");
    report::xlsx(report, &mut rows(workloads), std::fs::File::create(&file).expect("a file"))
        .expect("written");
    let output = testkit::python().args(["-c", READ]).arg(&file).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn the_workbook_has_every_workload_and_the_numbers_are_numbers() {
    let book = workbook(&sample::small(), sample::workloads());
    let workloads = book["Workloads"].as_array().expect("a sheet");
    assert_eq!(workloads.len(), 9);
    assert_eq!(workloads[1][0], serde_json::json!(["F", "s"]));
    assert_eq!(workloads[1][1], serde_json::json!([4.8, "n"]));
    assert_eq!(workloads[1][3], serde_json::json!(["ledger-api", "s"]));
    assert_eq!(book["Changes"][1][6], serde_json::json!([47, "n"]));
    let summary = book["Summary"].as_array().expect("a sheet");
    let index = summary.iter().find(|row| row[0][0] == "Fleet index").expect("the index");
    assert_eq!((&index[1][0], &index[2][0]), (&serde_json::json!(71.7), &serde_json::json!(73.5)));
}

#[test]
fn no_cell_of_the_workbook_is_a_formula() {
    let book = workbook(&sample::hostile(), sample::hostile_workloads(400));
    let mut texts = 0;
    for (sheet, rows) in book.as_object().expect("sheets") {
        for cell in rows.as_array().expect("rows").iter().flat_map(|row| row.as_array().expect("cells")) {
            assert!(matches!(cell[1].as_str(), Some("s" | "inlineStr" | "n")), "{sheet}: {cell}");
            let text = cell[0].as_str().unwrap_or_default();
            assert!(
                !text.chars().any(|character| character.is_control() || character == '\u{202e}'),
                "{text:?}"
            );
            texts += u32::from(text.starts_with(['=', '+', '-', '@']));
        }
    }
    assert!(texts > 400, "formulas are there, as text: {texts}");
}
