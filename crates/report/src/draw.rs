//! Pictures as a few plain shapes, which PDF and SVG both draw.

use crate::tone::Tone;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    Regular,
    Semibold,
    Mono,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(f32, f32),
    Line(f32, f32),
    /// Two control points and the end.
    Curve([(f32, f32); 3]),
    Close,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    pub tone: Tone,
    pub width: f32,
    /// Dash and gap.
    pub dash: Option<f32>,
}

impl Pen {
    pub const fn solid(tone: Tone, width: f32) -> Self {
        Self { tone, width, dash: None }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub x: f32,
    /// Of the baseline.
    pub y: f32,
    pub size: f32,
    pub face: Face,
    pub tone: Tone,
    pub anchor: Anchor,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Path { steps: Vec<Step>, fill: Option<Tone>, pen: Option<Pen> },
    Label(Label),
}

/// In points, y growing downwards.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    pub width: f32,
    pub height: f32,
    pub shapes: Vec<Shape>,
}

impl Drawing {
    pub fn new(width: f32, height: f32) -> Self {
        Self { width, height, shapes: Vec::new() }
    }

    pub fn fill(&mut self, steps: Vec<Step>, tone: Tone) {
        self.shapes.push(Shape::Path { steps, fill: Some(tone), pen: None });
    }

    pub fn stroke(&mut self, steps: Vec<Step>, pen: Pen) {
        self.shapes.push(Shape::Path { steps, fill: None, pen: Some(pen) });
    }

    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), pen: Pen) {
        self.stroke(vec![Step::Move(from.0, from.1), Step::Line(to.0, to.1)], pen);
    }

    pub fn label(
        &mut self,
        x: f32,
        y: f32,
        anchor: Anchor,
        look: (f32, Face, Tone),
        text: impl Into<String>,
    ) {
        let (size, face, tone) = look;
        self.shapes.push(Shape::Label(Label { x, y, size, face, tone, anchor, text: text.into() }));
    }

    /// Another drawing with its top left corner at this place.
    pub fn place(&mut self, x: f32, y: f32, other: Drawing) {
        self.shapes.extend(other.shapes.into_iter().map(|shape| shape.moved(x, y)));
    }
}

impl Shape {
    #[must_use]
    pub fn moved(self, dx: f32, dy: f32) -> Self {
        match self {
            Self::Label(label) => Self::Label(Label { x: label.x + dx, y: label.y + dy, ..label }),
            Self::Path { steps, fill, pen } => {
                let steps = steps.into_iter().map(|step| step.moved(dx, dy)).collect();
                Self::Path { steps, fill, pen }
            }
        }
    }
}

impl Step {
    fn moved(self, dx: f32, dy: f32) -> Self {
        match self {
            Self::Move(x, y) => Self::Move(x + dx, y + dy),
            Self::Line(x, y) => Self::Line(x + dx, y + dy),
            Self::Curve(points) => Self::Curve(points.map(|(x, y)| (x + dx, y + dy))),
            Self::Close => Self::Close,
        }
    }
}

pub fn polyline(points: impl IntoIterator<Item = (f32, f32)>) -> Vec<Step> {
    let step = |(at, (x, y))| if at == 0 { Step::Move(x, y) } else { Step::Line(x, y) };
    points.into_iter().enumerate().map(step).collect()
}

pub fn polygon(points: impl IntoIterator<Item = (f32, f32)>) -> Vec<Step> {
    polyline(points).into_iter().chain([Step::Close]).collect()
}

pub fn rectangle(x: f32, y: f32, width: f32, height: f32) -> Vec<Step> {
    polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
}

/// How far a control point stands from the end of a quarter circle of radius 1.
const KAPPA: f32 = 0.552_285;

pub fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Vec<Step> {
    let (r, k) = (radius, radius * (1.0 - KAPPA));
    let (right, bottom) = (x + width, y + height);
    vec![
        Step::Move(x + r, y),
        Step::Line(right - r, y),
        Step::Curve([(right - k, y), (right, y + k), (right, y + r)]),
        Step::Line(right, bottom - r),
        Step::Curve([(right, bottom - k), (right - k, bottom), (right - r, bottom)]),
        Step::Line(x + r, bottom),
        Step::Curve([(x + k, bottom), (x, bottom - k), (x, bottom - r)]),
        Step::Line(x, y + r),
        Step::Curve([(x, y + k), (x + k, y), (x + r, y)]),
        Step::Close,
    ]
}

pub fn circle(x: f32, y: f32, radius: f32) -> Vec<Step> {
    rounded(x - radius, y - radius, 2.0 * radius, 2.0 * radius, radius)
}
