//! A fleet to look at: simulated engines, their past told through the same collector and store as any other, and a
//! present in which small things go on happening.

mod decisions;
mod engines;
mod past;
mod present;

use fleet::Actor;

pub use engines::Engines;
pub use past::{Told, tell};
pub use present::go_on;

/// On whose behalf the demo acts.
fn narrator() -> Actor {
    Actor::System("demo".into())
}
