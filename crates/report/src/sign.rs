//! Signs that never speak by colour alone: a silhouette for each severity, a letter for each grade.

use fleet::grades::Standing;
use posture::Severity;

use crate::draw::{Anchor, Drawing, Face, Pen, Shape, circle, polygon, rectangle, rounded};
use crate::tone::{self, SURFACE, Tone};

/// Octagon, triangle, diamond, ring or dash in a square of this side.
pub fn severity(severity: Severity, side: f32) -> Drawing {
    let tone = tone::severity(severity);
    let mut drawing = Drawing::new(side, side);
    let at = |points: &[(f32, f32)]| polygon(points.iter().map(|(x, y)| (x * side, y * side)));
    match severity {
        Severity::Critical => {
            let (a, b) = (0.29, 0.71);
            drawing.fill(
                at(&[(a, 0.0), (b, 0.0), (1.0, a), (1.0, b), (b, 1.0), (a, 1.0), (0.0, b), (0.0, a)]),
                tone,
            );
            drawing.fill(rectangle(side * 0.44, side * 0.22, side * 0.12, side * 0.34), SURFACE);
            drawing.fill(circle(side * 0.5, side * 0.72, side * 0.075), SURFACE);
        }
        Severity::High => drawing.fill(at(&[(0.5, 0.04), (1.0, 0.94), (0.0, 0.94)]), tone),
        Severity::Medium => drawing.fill(at(&[(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)]), tone),
        Severity::Low => {
            drawing.stroke(circle(side * 0.5, side * 0.5, side * 0.38), Pen::solid(tone, side * 0.16));
        }
        Severity::Info => drawing.fill(rectangle(0.0, side * 0.42, side, side * 0.16), tone),
    }
    drawing
}

/// The letter on its ground, in a square of this side; `A?` is a little wider.
pub fn chip(standing: Standing, side: f32) -> Drawing {
    let (letter, ground, outline) = tone::chip(standing);
    let width = chip_width(standing, side);
    let mut drawing = Drawing::new(width, side);
    let pen = outline.map(|tone| Pen::solid(tone, 0.8));
    let inset = if pen.is_some() { 0.4 } else { 0.0 };
    let steps = rounded(inset, inset, width - 2.0 * inset, side - 2.0 * inset, side * 0.16);
    drawing.shapes.push(Shape::Path { steps, fill: Some(ground), pen });
    let look = (side * 0.68, Face::Semibold, letter);
    drawing.label(width / 2.0, side * 0.745, Anchor::Middle, look, standing.as_str());
    drawing
}

pub fn chip_width(standing: Standing, side: f32) -> f32 {
    if standing == Standing::UnprovenA { side * 1.3 } else { side }
}

pub fn warning(side: f32) -> Drawing {
    let mut drawing = Drawing::new(side, side);
    let triangle =
        polygon([(side * 0.5, side * 0.1), (side * 0.97, side * 0.92), (side * 0.03, side * 0.92)]);
    drawing.stroke(triangle, Pen::solid(tone::AMBER, side * 0.11));
    drawing.fill(rectangle(side * 0.45, side * 0.38, side * 0.1, side * 0.26), tone::AMBER);
    drawing.fill(circle(side * 0.5, side * 0.77, side * 0.06), tone::AMBER);
    drawing
}

/// A bar on its track.
pub fn meter(of: f64) -> Drawing {
    const WIDTH: f32 = 58.0;
    let mut drawing = Drawing::new(WIDTH, 4.6);
    drawing.fill(rectangle(0.0, 0.0, WIDTH, 4.6), tone::TRACK);
    drawing.fill(rectangle(0.0, 0.0, WIDTH * (of as f32 / 100.0).clamp(0.0, 1.0), 4.6), tone::BAR);
    drawing
}

pub fn arrow(up: bool, tone: Tone) -> Drawing {
    let mut drawing = Drawing::new(7.0, 7.0);
    let points = if up { [(3.5, 0.8), (7.0, 6.6), (0.0, 6.6)] } else { [(3.5, 6.6), (7.0, 0.8), (0.0, 0.8)] };
    drawing.fill(polygon(points), tone);
    drawing
}

/// The disc on its line.
pub fn brand(width: f32) -> Drawing {
    let height = width * 0.79;
    let (x, y) = (width / 2.0, height / 2.0);
    let pen = Pen::solid(tone::ACCENT, width * 0.1);
    let mut drawing = Drawing::new(width, height);
    drawing.stroke(circle(x, y, height * 0.42), pen);
    drawing.line((0.0, y), (width, y), pen);
    drawing
}
