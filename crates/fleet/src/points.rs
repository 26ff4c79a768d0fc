//! Scores and their parts as people see them, in tenths of a point.

/// `72.3`, `100`: truncated, so that no score is ever rounded up into the next grade.
pub fn score(value: f64) -> String {
    tenths_text(truncated(value))
}

/// `-14.2`, `+3.1`, `0`: a signed change, rounded. The minus is the typographic one.
pub fn change(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    match tenths {
        0 => "0".into(),
        1.. => format!("+{}", tenths_text(tenths)),
        _ => format!("\u{2212}{}", tenths_text(-tenths)),
    }
}

/// Parts in tenths of a point that add up to 100 minus the shown `score`, by largest remainder.
///
/// `losses` add up to 100 minus the exact score. Ties go to the earlier part.
pub fn shown_losses(score: f64, losses: &[f64]) -> Vec<i64> {
    let total = 1000 - truncated(score);
    let mut parts: Vec<i64> = losses.iter().map(|loss| truncated(*loss)).collect();
    let missing = total - parts.iter().sum::<i64>();
    let mut by_remainder: Vec<usize> = (0..losses.len()).filter(|i| losses[*i] > 0.0).collect();
    let remainder = |i: usize| losses[i] * 10.0 - (losses[i] * 10.0).floor();
    by_remainder.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)));
    for i in by_remainder.into_iter().cycle().take(missing.max(0) as usize) {
        parts[i] += 1;
    }
    parts
}

/// `14.2` of 142.
pub fn tenths_text(tenths: i64) -> String {
    if tenths == 1000 { "100".into() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// The epsilon forgives what floating point lost on the way: 99.99999999 is 100.
fn truncated(value: f64) -> i64 {
    (value * 10.0 + 1e-6).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_never_rounded_up() {
        assert_eq!(score(89.99), "89.9");
        assert_eq!(score(7.3), "7.3");
        assert_eq!(score(100.0), "100");
        assert_eq!(score(99.999_999_999), "100");
        assert_eq!(score(0.0), "0.0");
    }

    #[test]
    fn a_change_has_a_sign_unless_there_is_none() {
        assert_eq!(change(3.14), "+3.1");
        assert_eq!(change(-14.25), "\u{2212}14.3");
        assert_eq!(change(0.04), "0");
    }

    #[test]
    fn parts_add_up_to_what_is_missing() {
        let losses = [9.26, 9.26, 9.26];
        assert_eq!(shown_losses(72.22, &losses), [93, 93, 92]);
    }

    #[test]
    fn what_takes_nothing_is_given_nothing() {
        assert_eq!(shown_losses(90.06, &[0.0, 9.94]), [0, 100]);
        assert_eq!(shown_losses(100.0, &[]), Vec::<i64>::new());
    }
}
