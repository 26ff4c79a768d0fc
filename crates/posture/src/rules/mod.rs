//! One file a rule.

/// Grows by one whenever any rule changes what it finds; every posture names the revision it was computed with.
pub const REVISION: u32 = 1;
