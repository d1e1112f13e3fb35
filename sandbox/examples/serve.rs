//! Runs the reference payer until Ctrl-C; every argument is a defect's name, but `--listen ADDR` and `--store URL`.

use payerlab_sandbox::{Config, Sandbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut config = Config::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_default();
        match argument.as_str() {
            "--listen" => config.listen = value().parse()?,
            "--store" => config.store = value().parse()?,
            name => config.defects.push(name.parse()?),
        }
    }
    let running = Sandbox::start(config).await?;
    println!("{}", running.pages.start);
    for client in &running.clients {
        println!(
            "{:12} {} {}",
            client.role,
            client.client_id,
            client.secret.as_deref().unwrap_or("-")
        );
    }
    tokio::signal::ctrl_c().await?;
    running.shutdown().await?;
    Ok(())
}
