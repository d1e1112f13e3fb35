//! Rebuilds the crate when a dialect is added: the binary embeds the folder.

fn main() {
    println!("cargo::rerun-if-changed=dialects");
    println!("cargo::rerun-if-changed=build.rs");
}
