//! A drawing as SVG: presentation attributes only, so that no style policy has to allow it.

use std::fmt::Write as _;

use crate::draw::{Anchor, Drawing, Face, Label, Shape, Step};
use crate::html::escape;

/// `alt` is its text alternative.
pub fn svg(drawing: &Drawing, alt: &str) -> String {
    let Drawing { width, height, shapes } = drawing;
    let mut out = format!(
        r#"<svg class="drawing" role="img" aria-label="{}" viewBox="0 0 {width} {height}" width="{width}pt" height="{height}pt">"#,
        escape(alt)
    );
    for shape in shapes {
        match shape {
            Shape::Path { steps, fill, pen } => {
                let fill = fill.map_or_else(|| "none".into(), |tone| tone.to_string());
                write!(out, r#"<path d="{}" fill="{fill}""#, data(steps)).expect(INFALLIBLE);
                if let Some(pen) = pen {
                    write!(out, r#" stroke="{}" stroke-width="{}""#, pen.tone, pen.width).expect(INFALLIBLE);
                    if let Some(dash) = pen.dash {
                        write!(out, r#" stroke-dasharray="{dash}""#).expect(INFALLIBLE);
                    }
                }
                out.push_str("/>");
            }
            Shape::Label(label) => push_label(&mut out, label),
        }
    }
    out.push_str("</svg>");
    out
}

const INFALLIBLE: &str = "writing to a string cannot fail";

fn push_label(out: &mut String, label: &Label) {
    let Label { x, y, size, tone, .. } = label;
    let anchor = match label.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let weight = if label.face == Face::Semibold { 600 } else { 400 };
    let text = escape(&label.text);
    write!(
        out,
        r#"<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" fill="{tone}">{text}</text>"#
    )
    .expect(INFALLIBLE);
}

fn data(steps: &[Step]) -> String {
    let mut out = String::new();
    let mut push = |letter: char, points: &[(f32, f32)]| {
        out.push(letter);
        let words: Vec<_> = points.iter().map(|(x, y)| format!("{x:.2} {y:.2}")).collect();
        out.push_str(&words.join(" "));
    };
    for step in steps {
        match *step {
            Step::Move(x, y) => push('M', &[(x, y)]),
            Step::Line(x, y) => push('L', &[(x, y)]),
            Step::Curve(points) => push('C', &points),
            Step::Close => push('Z', &[]),
        }
    }
    out
}
