//! Text in lines: broken at spaces and after separators, inside a word where nothing else helps, cut with … at last.

use super::face::Faces;
use crate::content::{Run, Style};
use crate::draw::Face;
use crate::tone::{self, INK, INK_2, INK_3, Tone};

pub struct Line {
    pub pieces: Vec<Piece>,
    pub width: f32,
}

/// Text of one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    pub x: f32,
    pub text: String,
    pub style: Style,
}

/// Text that stays together, with the space after it.
struct Atom {
    text: String,
    style: Style,
    /// Without the space.
    width: f32,
    full: f32,
}

#[derive(Clone, Copy)]
pub struct Measure<'a> {
    pub faces: &'a Faces,
    pub size: f32,
    pub width: f32,
    pub most_lines: usize,
}

pub fn look(style: Style) -> (Face, Tone) {
    match style {
        Style::Plain => (Face::Regular, INK),
        Style::Strong => (Face::Semibold, INK),
        Style::Muted => (Face::Regular, INK_3),
        Style::Code => (Face::Mono, INK_2),
        Style::Good => (Face::Semibold, tone::GOOD),
        Style::Bad => (Face::Semibold, tone::CRITICAL),
    }
}

/// A typeface with wide letters is set a little smaller.
pub fn size(style: Style, size: f32) -> f32 {
    if style == Style::Code { size * 0.92 } else { size }
}

impl Measure<'_> {
    pub fn lines(&self, runs: &[Run]) -> Vec<Line> {
        let mut lines: Vec<Vec<Atom>> = vec![Vec::new()];
        let mut filled = 0.0;
        for atom in self.atoms(runs) {
            let line = lines.last_mut().expect("never empty");
            if filled + atom.width > self.width && !line.is_empty() {
                if lines.len() == self.most_lines {
                    self.end_with_ellipsis(lines.last_mut().expect("never empty"));
                    break;
                }
                lines.push(Vec::new());
                filled = 0.0;
            }
            filled += atom.full;
            lines.last_mut().expect("never empty").push(atom);
        }
        lines.into_iter().map(joined).collect()
    }

    fn measured(&self, text: String, style: Style) -> Atom {
        let face = look(style).0;
        let size = size(style, self.size);
        let width = self.faces.width(face, size, text.trim_end_matches(' '));
        let full = self.faces.width(face, size, &text);
        Atom { text, style, width, full }
    }

    fn atoms(&self, runs: &[Run]) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for run in runs {
            let text = self.faces.covered(look(run.style).0, &run.text);
            for part in parts(&text) {
                let atom = self.measured(part.to_owned(), run.style);
                if atom.width <= self.width {
                    atoms.push(atom);
                } else {
                    self.push_split(&mut atoms, &atom);
                }
            }
        }
        atoms
    }

    /// A word wider than a line, in pieces that fit.
    fn push_split(&self, atoms: &mut Vec<Atom>, word: &Atom) {
        let face = look(word.style).0;
        let size = size(word.style, self.size);
        let (mut piece, mut filled) = (String::new(), 0.0);
        for character in word.text.chars() {
            let width = self.faces.advance(face, size, character);
            if filled + width > self.width * 0.98 && !piece.is_empty() {
                atoms.push(self.measured(std::mem::take(&mut piece), word.style));
                filled = 0.0;
            }
            piece.push(character);
            filled += width;
        }
        atoms.push(self.measured(piece, word.style));
    }

    fn end_with_ellipsis(&self, line: &mut Vec<Atom>) {
        while let Some(last) = line.pop() {
            let room = self.width - line.iter().map(|atom| atom.full).sum::<f32>();
            if let Some(atom) = self.shortened(&last, room) {
                line.push(atom);
                return;
            }
        }
    }

    /// As much of an atom as fits with an ellipsis; `None`: not even that.
    fn shortened(&self, atom: &Atom, room: f32) -> Option<Atom> {
        let face = look(atom.style).0;
        let size = size(atom.style, self.size);
        let advance = |character| self.faces.advance(face, size, character);
        let mut left = room * 0.99 - advance('…');
        if left < 0.0 {
            return None;
        }
        let fits = |character: &char| {
            left -= advance(*character);
            left >= 0.0
        };
        let kept: String = atom.text.trim_end_matches(' ').chars().take_while(fits).collect();
        Some(self.measured(format!("{}…", kept.trim_end()), atom.style))
    }
}

/// Where a line may break: after spaces, and after separators inside long words.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut end = rest.len();
        let mut characters = rest.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            let next = characters.peek().map(|(_, next)| *next);
            let space = character == ' ' && next.is_some_and(|next| next != ' ');
            let separator = matches!(character, '/' | '-' | '_' | ':' | '@' | '=' | ',')
                && next.is_some_and(|next| next != ' ')
                && at >= 6;
            if space || separator {
                end = at + character.len_utf8();
                break;
            }
        }
        let (part, after) = rest.split_at(end);
        rest = after;
        Some(part)
    })
}

fn joined(atoms: Vec<Atom>) -> Line {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut x = 0.0;
    let mut width = 0.0;
    for atom in atoms {
        width = x + atom.width;
        match pieces.last_mut().filter(|piece| piece.style == atom.style) {
            Some(piece) => piece.text.push_str(&atom.text),
            None => pieces.push(Piece { x, text: atom.text, style: atom.style }),
        }
        x += atom.full;
    }
    Line { pieces, width }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: f32, most_lines: usize) -> Vec<String> {
        let faces = Faces::embedded();
        let measure = Measure { faces: &faces, size: 10.0, width, most_lines };
        let lines = measure.lines(&[Style::Plain.run(text)]);
        assert!(lines.iter().all(|line| line.width <= width + 0.01), "{text:?} overflows");
        let text = |line: Line| line.pieces.into_iter().map(|piece| piece.text).collect::<String>();
        lines.into_iter().map(text).collect()
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(lines("one two three", 45.0, 9), ["one two ", "three"]);
    }

    #[test]
    fn a_word_without_end_is_broken_and_loses_nothing() {
        let word = "x".repeat(500);
        let broken = lines(&word, 80.0, 999);
        assert!(broken.len() > 10);
        assert_eq!(broken.concat(), word);
    }

    #[test]
    fn what_does_not_fit_is_cut_with_an_ellipsis() {
        let cut = lines("a sentence that is longer than two lines of this width can hold", 80.0, 2);
        assert_eq!(cut.len(), 2);
        assert!(cut[1].ends_with('…'), "{cut:?}");
    }

    #[test]
    fn a_character_without_a_glyph_is_named() {
        assert_eq!(lines("ok 東", 300.0, 1), [r"ok \u{6771}"]);
    }
}
