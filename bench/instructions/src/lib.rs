//! Nothing of its own: the counts are in `benches/instructions.rs`.
