//! Reading a password without showing it.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, Result};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// One line of standard input; on a terminal it is asked for with `prompt` and not echoed.
pub fn read(prompt: &str) -> Result<String> {
    let input = std::io::stdin();
    let quiet = if input.is_terminal() { Some(Quiet::begin(prompt)?) } else { None };
    let mut line = String::new();
    let read = input.lock().read_line(&mut line).context("reading the password");
    drop(quiet);
    read?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A terminal that does not echo, until this is dropped.
struct Quiet {
    before: Termios,
}

impl Quiet {
    fn begin(prompt: &str) -> Result<Self> {
        print!("{prompt}");
        std::io::stdout().flush().context("asking for the password")?;
        let before = tcgetattr(std::io::stdin()).context("reading the terminal's settings")?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(std::io::stdin(), OptionalActions::Flush, &silent).context("silencing the terminal")?;
        Ok(Self { before })
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // Best effort: the line that was not echoed also lacks its line break.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Flush, &self.before);
        println!();
    }
}
