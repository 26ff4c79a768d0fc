//! Pages, tags and outline as a PDF.

use std::num::NonZeroU16;

use chrono::{Datelike as _, Timelike as _};
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};

use super::PdfError;
use super::face::Faces;
use super::flow::{BOTTOM, Flow, MARGIN, PAGE};
use super::sheet::{Child, Node, Owner, Piece, Role, Sheets};
use crate::Report;
use crate::content::Content;
use crate::draw::{Anchor, Label, Pen, Shape, Step};
use crate::tone::{LINE, Tone};

pub fn paint(faces: &Faces, content: &Content, report: &Report, sheets: Sheets) -> Result<Vec<u8>, PdfError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings {
        enable_tagging: true,
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(content, report));
    let mut painter = Painter { faces, leaves: (0..sheets.leaves).map(|_| None).collect() };
    let pages = sheets.pages.len();
    for (at, pieces) in sheets.pages.iter().enumerate() {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).expect("a page has a size");
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        painter.running(&mut surface, content, at, pages);
        for piece in pieces {
            painter.piece(&mut surface, piece);
        }
        surface.finish();
        page.finish();
    }
    document.set_outline(outline(&sheets));
    let mut tree = TagTree::new().with_lang(Some("en".into()));
    for node in sheets.tree {
        tree.push(painter.group(node));
    }
    document.set_tag_tree(tree);
    document.finish().map_err(|error| PdfError(format!("{error:?}")))
}

fn metadata(content: &Content, report: &Report) -> Metadata {
    let at = report.as_of;
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or(1970))
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(content.full_title.clone())
        .language("en".into())
        .creator("Plimsoll".into())
        .producer("Plimsoll".into())
        .creation_date(made)
        .document_id(content.full_title.clone())
}

fn outline(sheets: &Sheets) -> Outline {
    let mut outline = Outline::new();
    for bookmark in &sheets.bookmarks {
        let place = Point::from_xy(MARGIN, (bookmark.y - 8.0).max(0.0));
        let destination = XyzDestination::new(bookmark.page, place);
        outline.push_child(OutlineNode::new(bookmark.title.clone(), destination));
    }
    outline
}

struct Painter<'a> {
    faces: &'a Faces,
    /// By leaf: what the page knows it as.
    leaves: Vec<Option<Identifier>>,
}

impl Painter<'_> {
    fn piece(&mut self, surface: &mut Surface<'_>, piece: &Piece) {
        let tag = match &piece.owner {
            Owner::Decoration => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)),
            Owner::Leaf(leaf) => ContentTag::Span(SpanTag::empty().with_alt_text(leaf.alt.as_deref())),
        };
        let identifier = surface.start_tagged(tag);
        for shape in &piece.shapes {
            self.shape(surface, shape);
        }
        surface.end_tagged();
        if let Owner::Leaf(leaf) = &piece.owner {
            self.leaves[leaf.id.0] = Some(identifier);
        }
    }

    fn shape(&self, surface: &mut Surface<'_>, shape: &Shape) {
        match shape {
            Shape::Path { steps, fill, pen } => {
                surface.set_fill(fill.map(filled));
                surface.set_stroke(pen.map(stroked));
                if let Some(path) = path(steps) {
                    surface.draw_path(&path);
                }
            }
            Shape::Label(label) => self.label(surface, label),
        }
    }

    fn label(&self, surface: &mut Surface<'_>, label: &Label) {
        let shaped = self.faces.shape(label.face, label.size, &label.text);
        let x = match label.anchor {
            Anchor::Start => label.x,
            Anchor::Middle => label.x - shaped.width / 2.0,
            Anchor::End => label.x - shaped.width,
        };
        surface.set_fill(Some(filled(label.tone)));
        surface.set_stroke(None);
        let font = self.faces.font(label.face);
        surface.draw_glyphs(Point::from_xy(x, label.y), &shaped.glyphs, font, &label.text, label.size, false);
    }

    /// Head and foot of a page.
    fn running(&mut self, surface: &mut Surface<'_>, content: &Content, at: usize, pages: usize) {
        let label = |x, y, anchor, text: String| {
            let (size, face, tone) = Flow::quiet();
            Shape::Label(Label { x, y, size, face, tone, anchor, text: self.faces.covered(face, &text) })
        };
        let rule = |y| Shape::Path {
            steps: vec![Step::Move(MARGIN, y), Step::Line(PAGE.0 - MARGIN, y)],
            fill: None,
            pen: Some(Pen::solid(LINE, 0.5)),
        };
        let (left, right, foot) = (MARGIN, PAGE.0 - MARGIN, BOTTOM + 30.0);
        let page = format!("{} of {pages}", at + 1);
        let about = crate::text::cut(&content.full_title, 100);
        let mut header = Vec::new();
        if at > 0 {
            header = vec![label(left, 40.0, Anchor::Start, about), rule(47.0)];
        }
        let mut footer = vec![rule(BOTTOM + 18.0), label(right, foot, Anchor::End, page)];
        let demo = if content.demo { "Demo: a simulated fleet" } else { "Confidential" };
        footer.push(label(left, foot, Anchor::Start, demo.into()));
        for (kind, shapes) in [(ArtifactType::Header, header), (ArtifactType::Footer, footer)] {
            if shapes.is_empty() {
                continue;
            }
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
            for shape in &shapes {
                self.shape(surface, shape);
            }
            surface.end_tagged();
        }
    }

    fn group(&mut self, node: Node) -> TagGroup {
        let level = |level: u16| NonZeroU16::new(level).expect("levels begin at 1");
        let mut group = match node.role {
            Role::Heading { level: at, title } => TagGroup::new(Tag::Hn(level(at), Some(title))),
            Role::Paragraph => TagGroup::new(Tag::P),
            Role::Figure { alt } => TagGroup::new(Tag::Figure(Some(alt))),
            Role::Table { summary } => TagGroup::new(Tag::Table.with_summary(Some(summary))),
            Role::TableHead => TagGroup::new(Tag::THead),
            Role::TableBody => TagGroup::new(Tag::TBody),
            Role::Row => TagGroup::new(Tag::TR),
            Role::ColumnHead => TagGroup::new(Tag::TH(TableHeaderScope::Column)),
            Role::RowHead => TagGroup::new(Tag::TH(TableHeaderScope::Row)),
            Role::Cell => TagGroup::new(Tag::TD),
            Role::Section => TagGroup::new(Tag::Section),
        };
        for child in node.children {
            match child {
                Child::Node(node) => group.push(self.group(node)),
                Child::Leaf(id) => {
                    if let Some(identifier) = self.leaves[id.0].take() {
                        group.push(identifier);
                    }
                }
            }
        }
        group
    }
}

fn filled(tone: Tone) -> Fill {
    Fill { paint: color(tone).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroked(pen: Pen) -> Stroke {
    Stroke {
        paint: color(pen.tone).into(),
        width: pen.width,
        dash: pen.dash.map(|dash| StrokeDash { array: vec![dash, dash], offset: 0.0 }),
        ..Stroke::default()
    }
}

fn color(tone: Tone) -> rgb::Color {
    rgb::Color::new(tone.0, tone.1, tone.2)
}

fn path(steps: &[Step]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(x, y) => builder.move_to(x, y),
            Step::Line(x, y) => builder.line_to(x, y),
            Step::Curve([from, to, end]) => builder.cubic_to(from.0, from.1, to.0, to.1, end.0, end.1),
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}
