//! Scores and changes of scores as text.

use posture::score::display_score;

/// `72.3`, `100`: truncated, so that no score is ever rounded up into the next grade.
pub fn score(value: f64) -> String {
    tenths(display_score(value))
}

/// `+3.1`, `−14.2`, `0`: a change, rounded to a tenth. The minus is the typographic one.
pub fn change(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.abs() < 0.05 {
        return "0".into();
    }
    format!("{}{}", if rounded > 0.0 { '+' } else { '\u{2212}' }, tenths(rounded.abs()))
}

/// As [`change`] for what a fix gains: never nothing, so `<0.1` where it is less.
pub fn gain(value: f64) -> String {
    if value > 0.0 && value < 0.05 { "<0.1".into() } else { change(value) }
}

fn tenths(value: f64) -> String {
    if value >= 100.0 { "100".into() } else { format!("{value:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_never_rounded_up() {
        assert_eq!(score(89.99), "89.9");
        assert_eq!(score(7.3), "7.3");
        assert_eq!(score(100.0), "100");
        assert_eq!(score(0.0), "0.0");
    }

    #[test]
    fn a_change_has_a_sign_unless_there_is_none() {
        assert_eq!(change(3.13), "+3.1");
        assert_eq!(change(-14.26), "\u{2212}14.3");
        assert_eq!(change(0.04), "0");
        assert_eq!(change(-0.04), "0");
    }

    #[test]
    fn a_small_gain_is_not_called_none() {
        assert_eq!(gain(0.004), "<0.1");
        assert_eq!(gain(0.05), "+0.1");
        assert_eq!(gain(0.0), "0");
    }
}
