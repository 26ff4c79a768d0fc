//! Tables: columns that share the width, rows as high as their tallest cell, the head again on each page.

use super::flow::{Flow, LEADING, TEXT};
use super::line::{Line, Measure};
use super::sheet::{Child, LeafId, Node, Role};
use crate::content::{Cell, Column, Mark, Row, Style, Table, Width};
use crate::draw::{Anchor, Drawing, Face, Label, Pen, Shape};
use crate::sign;
use crate::tone::{INK_3, LINE_2};

const HEAD: f32 = 7.5;
const HEAD_HEIGHT: f32 = 16.0;
const PADDING: f32 = 3.2;
const BETWEEN: f32 = 9.0;
const SIGN: f32 = 7.5;
const CHIP: f32 = 12.0;
/// Of one cell.
const MOST_LINES: usize = 6;

/// Left edge and width.
type Place = (f32, f32);

/// A row that was measured.
struct Set {
    cells: Vec<Vec<Line>>,
    height: f32,
}

impl Flow<'_> {
    pub fn table(&mut self, table: &Table) -> Node {
        let places = self.places(&table.columns);
        let mut node = Node::new(Role::Table { summary: table.summary.clone() });
        let mut body = Node::new(Role::TableBody);
        let mut head = None;
        for (at, row) in table.rows.iter().enumerate() {
            let set = self.set(row, &places);
            if at == 0 {
                if set.height + HEAD_HEIGHT > self.room() {
                    self.new_page();
                }
                head = Some(self.head(&table.columns, &places));
            } else if set.height > self.room() {
                self.new_page();
                self.repeat_head(&table.columns, &places);
            } else {
                self.hairline(self.y);
            }
            body.push(self.row(row, &set, &table.columns, &places));
        }
        node.children.extend(head.map(Child::Node));
        node.push(body);
        node
    }

    fn places(&self, columns: &[Column]) -> Vec<Place> {
        let gaps = BETWEEN * (columns.len() - 1) as f32;
        let sum = |width: fn(&Column) -> f32| columns.iter().map(width).sum::<f32>();
        let fixed = sum(|column| if let Width::Points(points) = column.width { points } else { 0.0 });
        let parts = sum(|column| if let Width::Part(part) = column.width { part } else { 0.0 });
        let left = (self.width - gaps - fixed).max(0.0);
        let mut x = self.x;
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let width = match column.width {
                Width::Points(points) => points,
                Width::Part(part) => left * part / parts,
            };
            places.push((x, width));
            x += width + BETWEEN;
        }
        places
    }

    fn head(&mut self, columns: &[Column], places: &[Place]) -> Node {
        let mut row = Node::new(Role::Row);
        for (column, place) in columns.iter().zip(places) {
            let label = self.head_label(column, *place);
            let leaf = self.sheets.leaf(vec![label], None);
            row.push(Node::with(Role::ColumnHead, [leaf]));
        }
        self.end_head();
        let mut head = Node::new(Role::TableHead);
        head.push(row);
        head
    }

    fn repeat_head(&mut self, columns: &[Column], places: &[Place]) {
        let labels = columns.iter().zip(places).map(|(column, place)| self.head_label(column, *place));
        let labels = labels.collect();
        self.sheets.decorate(labels);
        self.end_head();
    }

    fn end_head(&mut self) {
        self.y += HEAD_HEIGHT;
        self.rule(self.y, Pen::solid(LINE_2, 0.5));
    }

    fn head_label(&self, column: &Column, (x, width): Place) -> Shape {
        let (x, anchor) = if column.right { (x + width, Anchor::End) } else { (x, Anchor::Start) };
        let (y, text) = (self.y + 9.5, column.title.to_owned());
        Shape::Label(Label { x, y, size: HEAD, face: Face::Regular, tone: INK_3, anchor, text })
    }

    fn set(&self, row: &Row, places: &[Place]) -> Set {
        let lines = |(cell, (_, width)): (&Cell, &Place)| {
            let width = width - cell.mark.map_or(0.0, indent);
            let measure = Measure { faces: self.faces, size: TEXT, width, most_lines: MOST_LINES };
            if cell.runs.iter().all(|run| run.text.trim().is_empty()) {
                return measure.lines(&[Style::Muted.run("–")]);
            }
            measure.lines(&cell.runs)
        };
        let cells: Vec<Vec<Line>> = row.cells.iter().zip(places).map(lines).collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        Set { cells, height: most as f32 * LEADING + 2.0 * PADDING }
    }

    fn row(&mut self, row: &Row, set: &Set, columns: &[Column], places: &[Place]) -> Node {
        let mut node = Node::new(Role::Row);
        for (at, cell) in row.cells.iter().enumerate() {
            let role = if at == 0 { Role::RowHead } else { Role::Cell };
            let leaves = self.cell(cell, &set.cells[at], columns[at].right, places[at]);
            node.push(Node::with(role, leaves));
        }
        self.y += set.height;
        node
    }

    fn cell(&mut self, cell: &Cell, lines: &[Line], right: bool, (x, width): Place) -> Vec<LeafId> {
        let mut leaves = Vec::new();
        let mut x = x;
        if let Some(mark) = cell.mark {
            let (drawing, dy) = picture(mark);
            let y = self.y + PADDING + dy;
            let shapes = drawing.shapes.into_iter().map(|shape| shape.moved(x, y)).collect();
            leaves.push(self.sheets.leaf(shapes, Some(mark.word())));
            x += indent(mark);
        }
        for (at, line) in lines.iter().enumerate() {
            let y = self.y + PADDING + LEADING * (at as f32 + 0.74);
            let x = if right { x + width - line.width } else { x };
            leaves.push(self.line(line, (x, y), TEXT));
        }
        leaves
    }
}

fn picture(mark: Mark) -> (Drawing, f32) {
    match mark {
        Mark::Grade(standing) => (sign::chip(standing, CHIP), 0.0),
        Mark::Severity(severity) => (sign::severity(severity, SIGN), 2.3),
        Mark::Warning => (sign::warning(8.5), 1.6),
        Mark::Meter(of) => (sign::meter(of), 3.6),
    }
}

fn indent(mark: Mark) -> f32 {
    match mark {
        Mark::Grade(standing) => sign::chip_width(standing, CHIP) + 6.0,
        Mark::Severity(_) => SIGN + 5.0,
        Mark::Warning => 13.0,
        // The number beside it stands at the right.
        Mark::Meter(_) => 0.0,
    }
}
