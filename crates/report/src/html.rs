//! A page to read and to print: complete in itself, no script, works when saved to disk.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::Report;
use crate::content::{Block, Cell, Column, Content, DEMO, Mark, Row, Run, Style, Table, content};
use crate::draw::Drawing;
use crate::sign;
use crate::svg::svg;

const STYLE: &str = include_str!("html.css");

/// A whole document.
pub fn html(report: &Report) -> String {
    let content = content(report);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        escape(&content.full_title),
        body(&content)
    )
}

/// The page's one style, as a policy names it: `sha256-…`.
pub fn style_hash() -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(STYLE)))
}

fn body(content: &Content) -> String {
    let mut out = String::from("<main class=\"report\">\n<header>\n<p class=\"brand\">");
    out.push_str(&decoration(&sign::brand(19.0)));
    out.push_str("<b>Plimsoll</b> Weekly report</p>\n");
    push_element(&mut out, "h1", "", &escape(&content.title));
    push_element(&mut out, "p", "about", &escape(&content.about));
    if content.demo {
        push_element(&mut out, "p", "demo", DEMO);
    }
    out.push_str("</header>\n");
    push_blocks(&mut out, &content.blocks);
    out.push_str("</main>\n");
    out
}

pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

/// `inner` is markup.
fn push_element(out: &mut String, name: &str, class: &str, inner: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    writeln!(out, "<{name}{class}>{inner}</{name}>").expect("writing to a string cannot fail");
}

fn push_blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        push_block(out, block);
    }
}

fn push_block(out: &mut String, block: &Block) {
    match block {
        Block::Section { title, aside, blocks } => {
            out.push_str("<section>\n");
            let aside =
                if aside.is_empty() { String::new() } else { format!(" <small>{}</small>", escape(aside)) };
            push_element(out, "h2", "", &format!("{}{aside}", escape(title)));
            push_blocks(out, blocks);
            out.push_str("</section>\n");
        }
        Block::Paragraph(runs) => push_element(out, "p", "", &inline(runs)),
        Block::Lead(runs) => push_element(out, "p", "lead", &inline(runs)),
        Block::Note(runs) => push_element(out, "p", "note", &inline(runs)),
        Block::Figure(figure) => push_element(out, "figure", "", &svg(&figure.drawing, &figure.alt)),
        Block::Table(table) => push_table(out, table),
        Block::Beside(columns) => {
            writeln!(out, "<div class=\"beside n{}\">", columns.len())
                .expect("writing to a string cannot fail");
            for (_, blocks) in columns {
                push_blocks(out, blocks);
            }
            out.push_str("</div>\n");
        }
    }
}

fn push_table(out: &mut String, table: &Table) {
    out.push_str("<table>\n");
    push_element(out, "caption", "", &escape(&table.summary));
    out.push_str("<thead><tr>");
    for column in &table.columns {
        let class = if column.right { " class=\"num\"" } else { "" };
        write!(out, "<th scope=\"col\"{class}>{}</th>", escape(column.title))
            .expect("writing to a string cannot fail");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        push_row(out, row, &table.columns);
    }
    out.push_str("</tbody>\n</table>\n");
}

fn push_row(out: &mut String, row: &Row, columns: &[Column]) {
    out.push_str("<tr>");
    for (at, (cell, column)) in row.cells.iter().zip(columns).enumerate() {
        let name = if at == 0 { "th scope=\"row\"" } else { "td" };
        let class = if column.right { " class=\"num\"" } else { "" };
        let end = &name[..2];
        write!(out, "<{name}{class}>{}</{end}>", in_cell(cell)).expect("writing to a string cannot fail");
    }
    out.push_str("</tr>\n");
}

fn in_cell(cell: &Cell) -> String {
    let mark = cell.mark.map_or_else(String::new, |mark| svg(&picture(mark), &mark.word()));
    mark + &inline(&cell.runs)
}

fn picture(mark: Mark) -> Drawing {
    match mark {
        Mark::Grade(standing) => sign::chip(standing, 12.0),
        Mark::Severity(severity) => sign::severity(severity, 7.5),
        Mark::Warning => sign::warning(8.5),
        Mark::Meter(of) => sign::meter(of),
    }
}

fn decoration(drawing: &Drawing) -> String {
    svg(drawing, "").replacen(" role=\"img\" aria-label=\"\"", " aria-hidden=\"true\"", 1)
}

fn inline(runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        let text = escape(&run.text);
        match run.style {
            Style::Plain => out.push_str(&text),
            Style::Strong => out.extend(["<b>", &text, "</b>"]),
            Style::Code => out.extend(["<code>", &text, "</code>"]),
            Style::Muted => out.extend(["<span class=\"muted\">", &text, "</span>"]),
            Style::Good => out.extend(["<span class=\"good\">", &text, "</span>"]),
            Style::Bad => out.extend(["<span class=\"bad\">", &text, "</span>"]),
        }
    }
    out
}
