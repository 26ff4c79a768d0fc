//! What stands on which page, and the tree that says what it is.

use crate::draw::Shape;

/// Shapes that are drawn together and mean one thing.
pub struct Piece {
    pub owner: Owner,
    pub shapes: Vec<Shape>,
}

pub enum Owner {
    /// Rules, running headers, repeated heads of tables: nothing to read out.
    Decoration,
    Leaf(Leaf),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LeafId(pub usize);

pub struct Leaf {
    pub id: LeafId,
    /// Read out instead of the shapes.
    pub alt: Option<String>,
}

#[derive(Clone)]
pub enum Role {
    Heading { level: u16, title: String },
    Paragraph,
    Figure { alt: String },
    Table { summary: String },
    TableHead,
    TableBody,
    Row,
    ColumnHead,
    RowHead,
    Cell,
    Section,
}

pub struct Node {
    pub role: Role,
    pub children: Vec<Child>,
}

pub enum Child {
    Node(Node),
    Leaf(LeafId),
}

impl Node {
    pub fn new(role: Role) -> Self {
        Self { role, children: Vec::new() }
    }

    pub fn with(role: Role, children: impl IntoIterator<Item = LeafId>) -> Self {
        Self { role, children: children.into_iter().map(Child::Leaf).collect() }
    }

    pub fn push(&mut self, child: Node) {
        self.children.push(Child::Node(child));
    }
}

/// A section of the outline and where it begins.
pub struct Bookmark {
    pub title: String,
    pub page: usize,
    pub y: f32,
}

#[derive(Default)]
pub struct Sheets {
    pub pages: Vec<Vec<Piece>>,
    pub tree: Vec<Node>,
    pub bookmarks: Vec<Bookmark>,
    pub leaves: usize,
}

impl Sheets {
    /// Draws something that has a meaning on the last page.
    pub fn leaf(&mut self, shapes: Vec<Shape>, alt: Option<String>) -> LeafId {
        let id = LeafId(self.leaves);
        self.leaves += 1;
        self.draw(Piece { owner: Owner::Leaf(Leaf { id, alt }), shapes });
        id
    }

    pub fn decorate(&mut self, shapes: Vec<Shape>) {
        self.draw(Piece { owner: Owner::Decoration, shapes });
    }

    fn draw(&mut self, piece: Piece) {
        self.pages.last_mut().expect("a page is open").push(piece);
    }
}
