//! The page to print.

mod sample;

/// Outside of text, the markup is ours: nothing that a policy without scripts and inline styles would refuse.
#[test]
fn the_page_needs_no_script_no_inline_style_and_nothing_from_elsewhere() {
    for report in [sample::empty(), sample::small(), sample::hostile()] {
        let page = report::html(&report);
        for forbidden in
            ["<script", " style=", " onerror=alert(1)>", "href=", "src=\"", "url(", "@import", "<img"]
        {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert_eq!(page.matches("<style>").count(), 1);
    }
}

#[test]
fn markup_in_names_stays_text() {
    let page = report::html(&sample::hostile());
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains(r"\u{202e}gpj.exe"));
    assert!(!page.contains(['\u{202e}', '\0', '\u{1b}']));
}

#[test]
fn the_page_says_the_same_as_the_paper() {
    let page = report::html(&sample::small());
    for expected in [
        "<title>Plimsoll weekly report 2026-W46, whole fleet</title>",
        "<h1>Week 46 of 2026</h1>",
        "<b>424 of 1,412 workloads</b>",
        "And 1,404 more with higher scores",
        "<th scope=\"row\"><b>Opened</b></th><td class=\"num\">3</td><td class=\"num\">11</td>",
        "aria-label=\"Index from 73.4 on 16 Oct 2026 to 71.7 on 15 Nov 2026.\"",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[test]
fn a_demo_says_so() {
    let words = "Demo: these figures are of a simulated fleet.";
    assert!(report::html(&sample::hostile()).contains(words));
    assert!(!report::html(&sample::small()).contains(words));
}
