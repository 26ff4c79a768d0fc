//! `plimsoll explain`: a rule in words.

use std::io::{self, Write};

use anyhow::{Result, bail};
use posture::rules::{self, Rule};

/// Say what a rule finds, why it matters and what to do about it
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// Such as CAP-006; without it all rules are listed
    rule: Option<String>,
}

impl Explain {
    /// # Errors
    /// When there is no such rule, or nobody reads what is printed.
    pub fn run(&self) -> Result<()> {
        let text = match &self.rule {
            None => list(),
            Some(id) => posture::explain::explain(find(id)?),
        };
        io::stdout().write_all(text.as_bytes())?;
        Ok(())
    }
}

fn find(id: &str) -> Result<&'static Rule> {
    match rules::find(&id.to_ascii_uppercase()) {
        Some(rule) => Ok(rule),
        None => bail!("no rule {id:?}; `plimsoll explain` lists them"),
    }
}

fn list() -> String {
    let lines = rules::ALL.iter().map(|rule| format!("{}  {:<8}  {}\n", rule.id, rule.severity, rule.title));
    lines.collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_in_either_case_and_another_word_is_refused() {
        assert_eq!(find("cap-006").expect("a rule").id, "CAP-006");
        let said = find("CAP-999").expect_err("no rule").to_string();
        assert_eq!(said, "no rule \"CAP-999\"; `plimsoll explain` lists them");
    }

    #[test]
    fn the_list_names_every_rule_once() {
        assert_eq!(list().lines().count(), rules::ALL.len());
        assert!(list().contains("MNT-001  critical  Engine socket mounted\n"));
    }
}
