//! The invariants of ARCHITECTURE.md that can be read off the tree.

mod actors;
mod arrows;
mod migrations;
mod neutral;
mod operations;
mod purity;
mod rules;
mod skipped;
mod styles;
mod tree;
mod wire;
