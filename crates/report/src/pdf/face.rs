//! The typefaces and how text becomes glyphs.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::UnicodeBuffer;

use crate::draw::Face;
use crate::text::push_escaped;

const REGULAR: &[u8] = include_bytes!("../../fonts/inter-400.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../fonts/inter-600.ttf");
const MONO: &[u8] = include_bytes!("../../fonts/jetbrains-mono-400.ttf");

pub struct Faces([Loaded; 3]);

struct Loaded {
    font: Font,
    shaper: rustybuzz::Face<'static>,
    units_per_em: f32,
}

pub struct Shaped {
    pub glyphs: Vec<KrillaGlyph>,
    /// Points.
    pub width: f32,
}

impl Faces {
    pub fn embedded() -> Self {
        Self([REGULAR, SEMIBOLD, MONO].map(|bytes| {
            let shaper = rustybuzz::Face::from_slice(bytes, 0).expect("an embedded typeface is one");
            let font = Font::new(bytes.to_vec().into(), 0).expect("an embedded typeface is one");
            let units_per_em = shaper.units_per_em() as f32;
            Loaded { font, shaper, units_per_em }
        }))
    }

    fn of(&self, face: Face) -> &Loaded {
        let [regular, semibold, mono] = &self.0;
        match face {
            Face::Regular => regular,
            Face::Semibold => semibold,
            Face::Mono => mono,
        }
    }

    pub fn font(&self, face: Face) -> Font {
        self.of(face).font.clone()
    }

    pub fn shape(&self, face: Face, size: f32, text: &str) -> Shaped {
        let loaded = self.of(face);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(rustybuzz::Direction::LeftToRight);
        let shaped = rustybuzz::shape(&loaded.shaper, &[], buffer);
        let em = |units: i32| units as f32 / loaded.units_per_em;
        let (infos, places) = (shaped.glyph_infos(), shaped.glyph_positions());
        let mut glyphs = Vec::with_capacity(infos.len());
        let mut end = text.len();
        let mut next = text.len();
        for (info, place) in infos.iter().zip(places).rev() {
            let start = info.cluster as usize;
            if start < next {
                (end, next) = (next, start);
            }
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                em(place.x_advance),
                em(place.x_offset),
                em(place.y_offset),
                em(place.y_advance),
                start..end,
                None,
            ));
        }
        glyphs.reverse();
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum::<f32>() * size;
        Shaped { glyphs, width }
    }

    pub fn width(&self, face: Face, size: f32, text: &str) -> f32 {
        self.shape(face, size, text).width
    }

    /// Of one character by itself.
    pub fn advance(&self, face: Face, size: f32, character: char) -> f32 {
        let loaded = self.of(face);
        let glyph = loaded.shaper.glyph_index(character);
        let units = glyph.and_then(|glyph| loaded.shaper.glyph_hor_advance(glyph)).unwrap_or_default();
        f32::from(units) / loaded.units_per_em * size
    }

    /// The text with every character that the typeface has no glyph for written as `\u{…}`.
    pub fn covered(&self, face: Face, text: &str) -> String {
        let shaper = &self.of(face).shaper;
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            if shaper.glyph_index(character).is_some() {
                out.push(character);
            } else {
                push_escaped(&mut out, character);
            }
        }
        out
    }
}
