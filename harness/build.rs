//! Rebuilds the crate when a feature file changes: the binary embeds them.

fn main() {
    println!("cargo::rerun-if-changed=../features");
    println!("cargo::rerun-if-changed=build.rs");
}
