//! Writes the data set as NDJSON, to hand it to other validators and servers:
//! `cargo run -p payerlab-synthetic --example ndjson -- [seed] [extra members] > data.ndjson`.

use std::io::{BufWriter, Write};

use payerlab_synthetic::{Options, generate};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().and_then(|text| text.parse().ok());
    let extra_members = arguments.next().and_then(|text| text.parse().ok());
    #[expect(
        clippy::disallowed_methods,
        reason = "an example's data is as of today"
    )]
    let dataset = generate(&Options {
        seed: seed.unwrap_or(1),
        today: jiff::Zoned::now().date(),
        extra_members: extra_members.unwrap_or(0),
    });
    let mut out = BufWriter::new(std::io::stdout().lock());
    for resource in &dataset.resources {
        out.write_all(&resource.body)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
