/// A score as people read it: one decimal, truncated, so that it is never rounded up into the next grade.
pub fn display_score(score: f64) -> f64 {
    (score * 10.0).floor() / 10.0
}

/// The parts of a loss as people read them: one decimal each, rounded by largest remainder, so that they add up to
/// 100 minus the displayed score. Among equal remainders the first part is rounded up.
pub fn display_shares(losses: &[f64], score: f64) -> Vec<f64> {
    let total = 1000 - (score * 10.0).floor() as i64;
    let mut tenths: Vec<i64> = losses.iter().map(|loss| (loss * 10.0).floor() as i64).collect();
    let missing = total - tenths.iter().sum::<i64>();

    let mut by_remainder: Vec<usize> = (0..losses.len()).filter(|i| losses[*i] > 0.0).collect();
    let remainder = |i: usize| losses[i] * 10.0 - (losses[i] * 10.0).floor();
    by_remainder.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)));
    for i in by_remainder.into_iter().cycle().take(usize::try_from(missing).unwrap_or(0)) {
        tenths[i] += 1;
    }
    tenths.into_iter().map(|tenth| tenth as f64 / 10.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(numbers: &[f64]) -> String {
        numbers.iter().map(|number| format!("{number:.1}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_score_just_below_a_grade_is_not_shown_as_that_grade() {
        let shown = [90.0_f64, 75.0, 60.0, 30.0].map(|grade| text(&[display_score(grade.next_down())]));
        assert_eq!(shown, ["89.9", "74.9", "59.9", "29.9"]);
    }

    #[test]
    fn a_displayed_score_displays_as_itself() {
        for tenth in 0..=1000 {
            let score = f64::from(tenth) / 10.0;
            assert_eq!(format!("{:.1}", display_score(score)), format!("{score:.1}"));
        }
    }

    #[test]
    fn the_largest_remainders_are_rounded_up() {
        // 72.34 is shown as 72.3, so 27.7 must be shown: floors give 27.5, and two parts are rounded up.
        assert_eq!(text(&display_shares(&[10.07, 9.13, 8.46], 72.34)), "10.1, 9.1, 8.5");
    }

    #[test]
    fn equal_parts_that_do_not_divide_favour_the_first() {
        assert_eq!(text(&display_shares(&[10.0 / 3.0; 3], 90.0)), "3.4, 3.3, 3.3");
    }

    #[test]
    fn accepted_findings_never_receive_a_remainder() {
        assert_eq!(text(&display_shares(&[0.0, 0.05], 99.95)), "0.0, 0.1");
    }
}
