//! The colours of the light theme, by what they say.

use fleet::grades::Standing;
use posture::Severity;

/// sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tone(pub u8, pub u8, pub u8);

const fn tone(hex: u32) -> Tone {
    Tone((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

pub const SURFACE: Tone = tone(0xff_ff_ff);
pub const INK: Tone = tone(0x11_19_1d);
pub const INK_2: Tone = tone(0x42_50_59);
pub const INK_3: Tone = tone(0x5a_67_6e);
pub const LINE: Tone = tone(0xe0_e5_e6);
pub const LINE_2: Tone = tone(0xc9_d0_d3);
pub const TRACK: Tone = tone(0xe3_e8_e9);
pub const ACCENT: Tone = tone(0x0b_5c_7a);
pub const WATER: Tone = tone(0xdc_eb_f1);
pub const WATER_LINE: Tone = tone(0x2f_7d_9b);
pub const BAR: Tone = tone(0x6f_7d_84);
pub const CRITICAL: Tone = tone(0xb3_14_1f);
pub const GOOD: Tone = tone(0x0a_64_4a);
pub const AMBER: Tone = tone(0x76_58_00);
pub const AMBER_SOFT: Tone = tone(0xf8_f0_d3);

pub const fn severity(severity: Severity) -> Tone {
    match severity {
        Severity::Critical => CRITICAL,
        Severity::High => tone(0xa8_40_0a),
        Severity::Medium => AMBER,
        Severity::Low => tone(0x3a_5f_7c),
        Severity::Info => INK_3,
    }
}

/// Letter, its ground, and the outline where there is one.
pub const fn chip(standing: Standing) -> (Tone, Tone, Option<Tone>) {
    match standing {
        Standing::A => (GOOD, tone(0xde_f1_e9), None),
        Standing::UnprovenA => (GOOD, SURFACE, Some(tone(0x1f_8a_68))),
        Standing::B => (tone(0x44_64_0f), tone(0xea_f2_d7), None),
        Standing::C => (AMBER, AMBER_SOFT, None),
        Standing::D => (tone(0xa8_40_0a), tone(0xfc_eb_de), Some(tone(0xa8_40_0a))),
        Standing::F => (SURFACE, CRITICAL, None),
    }
}

/// Bar of a grade in a distribution.
pub const fn bar(standing: Standing) -> Tone {
    match standing {
        Standing::A | Standing::UnprovenA => tone(0x1f_8a_68),
        Standing::B => tone(0x6b_93_2c),
        Standing::C => tone(0xa9_82_00),
        Standing::D => tone(0xd2_65_1b),
        Standing::F => CRITICAL,
    }
}

impl std::fmt::Display for Tone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}
