//! Pictures of the main screens, from the simulated fleet, for the documents.

use anyhow::{Result, ensure};

use crate::place::Place;
use crate::suites::browser;
use crate::test::NEEDS;
use crate::{release, step, tools};

/// Writes `docs/pictures/SCREEN-LOOK.png` anew.
pub fn pictures(place: &Place) -> Result<()> {
    let mut steps = tools::missing(place, &NEEDS)?;
    steps.extend(release::outdated(place)?);
    step::run_all(steps)?;
    let folder = place.root.join("docs/pictures");
    let tally = browser::run_demo(place, &folder)?;
    ensure!(tally.failed == 0, "a screen is not as it should be; the pictures are in {}", folder.display());
    Ok(())
}
