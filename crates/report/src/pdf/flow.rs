//! Blocks from top to bottom, page after page.

use super::face::Faces;
use super::line::{Line, Measure, look, size};
use super::sheet::{Bookmark, Child, LeafId, Node, Role, Sheets};
use crate::content::{Block, Content, DEMO, Figure, Run, Style};
use crate::draw::{Anchor, Drawing, Face, Label, Pen, Shape, Step};
use crate::sign;
use crate::tone::{INK, INK_2, INK_3, LINE, LINE_2, Tone};

pub const PAGE: (f32, f32) = (595.28, 841.89);
pub const MARGIN: f32 = 48.0;
const TOP: f32 = 64.0;
pub const BOTTOM: f32 = PAGE.1 - 58.0;
/// Between blocks side by side.
const GAP: f32 = 24.0;
const BETWEEN_SECTIONS: f32 = 22.0;
pub const TEXT: f32 = 8.5;
pub const LEADING: f32 = 12.0;
/// A section of at most this height is not divided.
const KEPT_TOGETHER: f32 = 230.0;
/// Less room than this at the foot of a page begins no section.
const LEAST: f32 = 92.0;

pub struct Flow<'a> {
    pub faces: &'a Faces,
    pub sheets: Sheets,
    pub x: f32,
    pub width: f32,
    pub y: f32,
    /// Measuring: one page without end.
    endless: bool,
}

impl<'a> Flow<'a> {
    /// The whole document.
    pub fn of(faces: &'a Faces, content: &Content) -> Sheets {
        let mut flow = Self::new(faces, MARGIN, PAGE.0 - 2.0 * MARGIN, false);
        flow.masthead(content);
        for block in &content.blocks {
            let node = flow.block(block);
            flow.sheets.tree.extend(node);
        }
        flow.sheets
    }

    fn new(faces: &'a Faces, x: f32, width: f32, endless: bool) -> Self {
        let sheets = Sheets { pages: vec![Vec::new()], ..Sheets::default() };
        Self { faces, sheets, x, width, y: TOP, endless }
    }

    pub fn room(&self) -> f32 {
        if self.endless { f32::MAX } else { BOTTOM - self.y }
    }

    pub fn new_page(&mut self) {
        self.sheets.pages.push(Vec::new());
        self.y = TOP;
    }

    fn masthead(&mut self, content: &Content) {
        let mut brand = sign::brand(19.0).shapes;
        brand = brand.into_iter().map(|shape| shape.moved(MARGIN, 38.0)).collect();
        self.sheets.decorate(brand);
        let name = self.text(MARGIN + 25.0, 49.0, (11.0, Face::Semibold, INK), "Plimsoll");
        let kind = self.text(
            MARGIN + 25.0 + self.faces.width(Face::Semibold, 11.0, "Plimsoll") + 8.0,
            49.0,
            (8.5, Face::Regular, INK_3),
            "Weekly report",
        );
        self.sheets.tree.push(Node::with(Role::Paragraph, [name, kind]));
        let title = self.text(MARGIN, 94.0, (21.0, Face::Semibold, INK), &content.title);
        let role = Role::Heading { level: 1, title: content.title.clone() };
        self.sheets.tree.push(Node::with(role, [title]));
        self.y = 101.0;
        let about = self.paragraph_sized(&[Style::Muted.run(&content.about)], 9.5, 14.0);
        self.sheets.tree.push(about);
        if content.demo {
            let demo = self.paragraph_sized(&[Style::Bad.run(DEMO)], 9.5, 14.0);
            self.sheets.tree.push(demo);
        }
        self.y += 10.0;
    }

    /// One line at a place.
    fn text(&mut self, x: f32, y: f32, look: (f32, Face, Tone), text: &str) -> LeafId {
        let (size, face, tone) = look;
        let text = self.faces.covered(face, text);
        let label = Label { x, y, size, face, tone, anchor: Anchor::Start, text };
        self.sheets.leaf(vec![Shape::Label(label)], None)
    }

    fn block(&mut self, block: &Block) -> Vec<Node> {
        match block {
            Block::Section { title, aside, blocks } => self.section(title, aside, blocks),
            Block::Paragraph(runs) => {
                let node = self.paragraph(runs);
                self.y += 4.0;
                vec![node]
            }
            Block::Lead(runs) => {
                let node = self.paragraph_sized(runs, 10.0, 15.0);
                self.y += 16.0;
                vec![node]
            }
            Block::Note(runs) => {
                self.y += 5.0;
                vec![self.paragraph_sized(runs, 8.0, 12.0)]
            }
            Block::Figure(figure) => vec![self.figure(figure)],
            Block::Table(table) => vec![self.table(table)],
            Block::Beside(columns) => self.beside(columns),
        }
    }

    /// How high a block is.
    fn height(&self, block: &Block, width: f32) -> f32 {
        let mut scratch = Self::new(self.faces, 0.0, width, true);
        scratch.block(block);
        scratch.y - TOP
    }

    fn section(&mut self, title: &str, aside: &str, blocks: &[Block]) -> Vec<Node> {
        if !self.endless {
            self.make_room(title, aside, blocks);
        }
        let page = self.sheets.pages.len() - 1;
        self.sheets.bookmarks.push(Bookmark { title: title.into(), page, y: self.y });
        let heading = self.heading(title, aside);
        let mut nodes = vec![heading];
        for block in blocks {
            nodes.extend(self.block(block));
        }
        self.y += BETWEEN_SECTIONS;
        let mut section = Node::new(Role::Section);
        section.children = nodes.into_iter().map(Child::Node).collect();
        vec![section]
    }

    fn make_room(&mut self, title: &str, aside: &str, blocks: &[Block]) {
        let mut scratch = Self::new(self.faces, 0.0, self.width, true);
        scratch.heading(title, aside);
        for block in blocks {
            scratch.block(block);
        }
        let height = scratch.y - TOP;
        if height > self.room() && (height <= KEPT_TOGETHER || self.room() < LEAST) {
            self.new_page();
        }
    }

    fn heading(&mut self, title: &str, aside: &str) -> Node {
        let baseline = self.y + 10.0;
        let mut leaves = vec![self.text(self.x, baseline, (10.0, Face::Semibold, INK), title)];
        if !aside.is_empty() {
            let x = self.x + self.faces.width(Face::Semibold, 10.0, title) + 7.0;
            leaves.push(self.text(x, baseline, (8.0, Face::Regular, INK_3), aside));
        }
        let y = self.y + 17.0;
        self.rule(y, Pen::solid(LINE_2, 0.6));
        self.y = y + 7.0;
        Node::with(Role::Heading { level: 2, title: title.into() }, leaves)
    }

    pub fn rule(&mut self, y: f32, pen: Pen) {
        let steps = vec![Step::Move(self.x, y), Step::Line(self.x + self.width, y)];
        self.sheets.decorate(vec![Shape::Path { steps, fill: None, pen: Some(pen) }]);
    }

    pub fn hairline(&mut self, y: f32) {
        self.rule(y, Pen::solid(LINE, 0.5));
    }

    fn paragraph(&mut self, runs: &[Run]) -> Node {
        self.paragraph_sized(runs, 9.0, 13.5)
    }

    fn paragraph_sized(&mut self, runs: &[Run], size: f32, leading: f32) -> Node {
        let measure = Measure { faces: self.faces, size, width: self.width, most_lines: 60 };
        let mut node = Node::new(Role::Paragraph);
        for line in measure.lines(runs) {
            if leading > self.room() {
                self.new_page();
            }
            let leaf = self.line(&line, (self.x, self.y + leading * 0.74), size);
            node.children.push(Child::Leaf(leaf));
            self.y += leading;
        }
        node
    }

    /// One line of text whose baseline begins at a place.
    pub fn line(&mut self, line: &Line, (x, y): (f32, f32), text_size: f32) -> LeafId {
        let shapes = line.pieces.iter().map(|piece| {
            let (face, tone) = look(piece.style);
            let (x, size) = (x + piece.x, size(piece.style, text_size));
            Shape::Label(Label { x, y, size, face, tone, anchor: Anchor::Start, text: piece.text.clone() })
        });
        let shapes = shapes.collect();
        self.sheets.leaf(shapes, None)
    }

    fn figure(&mut self, figure: &Figure) -> Node {
        let Figure { drawing, alt } = figure;
        if drawing.height > self.room() {
            self.new_page();
        }
        let leaf = self.sheets.leaf(self.placed(drawing), None);
        self.y += drawing.height + 4.0;
        Node::with(Role::Figure { alt: alt.clone() }, [leaf])
    }

    fn placed(&self, drawing: &Drawing) -> Vec<Shape> {
        drawing.shapes.iter().map(|shape| shape.clone().moved(self.x, self.y)).collect()
    }

    fn beside(&mut self, columns: &[(f32, Vec<Block>)]) -> Vec<Node> {
        let gaps = GAP * (columns.len() - 1) as f32;
        let widths: Vec<f32> = columns.iter().map(|(part, _)| (self.width - gaps) * part).collect();
        let heights = columns
            .iter()
            .zip(&widths)
            .map(|((_, blocks), width)| blocks.iter().map(|block| self.height(block, *width)).sum::<f32>());
        let height = heights.fold(0.0, f32::max);
        if height > self.room() {
            self.new_page();
        }
        let (left, top, whole) = (self.x, self.y, self.width);
        let mut nodes = Vec::new();
        for ((_, blocks), width) in columns.iter().zip(widths) {
            (self.y, self.width) = (top, width);
            for block in blocks {
                nodes.extend(self.block(block));
            }
            self.x += width + GAP;
        }
        (self.x, self.y, self.width) = (left, top + height, whole);
        nodes
    }

    /// For a page's head and foot.
    pub fn quiet() -> (f32, Face, Tone) {
        (7.5, Face::Regular, INK_2)
    }
}
