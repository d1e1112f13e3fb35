//! `payerlab serve`: the mock payer.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use payerlab_sandbox::data::DataOptions;
use payerlab_sandbox::{AppRole, Config, Running, Sandbox};

use super::{defects, stop, target_file};
use crate::args::ServeArgs;
use crate::exit::Exit;
use crate::failure::Failure;

/// Starts the mock payer, prints its URLs and credentials, and serves until a signal stops it.
pub(crate) fn run(args: ServeArgs) -> Result<Exit, Failure> {
    let config = config(&args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::broken(format!("no runtime: {error}")))?;
    let done = runtime.block_on(serve(args, config));
    // A request that is still being computed does not keep the process.
    runtime.shutdown_background();
    done
}

fn config(args: &ServeArgs) -> Result<Config, Failure> {
    Ok(Config {
        payer: args.payer.clone(),
        listen: args.listen,
        public_url: args.public_url.clone(),
        store: args.store.parse().map_err(Failure::usage)?,
        data: DataOptions {
            synthetic: !args.data_only,
            directories: args.data.clone(),
            seed: args.seed,
            extra_members: args.members,
        },
        defects: defects::parse(&args.defect)?,
        ..Config::default()
    })
}

async fn serve(args: ServeArgs, config: Config) -> Result<Exit, Failure> {
    // Before the announcement, so that its reader may send a signal at once.
    let told_to_stop = stop::told_to_stop(args.until_stdin_ends)?;
    let running = Sandbox::start(config).await.map_err(Failure::usage)?;
    // The target file is written before the announcement, so that whoever has read it finds the file.
    if let Some(path) = &args.write_target {
        write_target(&running, path)?;
    }
    // A closed standard output is no reason not to serve.
    let _ = announce(&running, &args, &mut io::stdout().lock());
    // An error would mean that the thread which waits for signals is gone.
    let _ = told_to_stop.await;
    running.shutdown().await.map_err(Failure::broken)?;
    Ok(Exit::Success)
}

/// Writes beside the file and renames, so that who waits for the file never reads half of it.
fn write_target(running: &Running, path: &Path) -> Result<(), Failure> {
    let text = target_file::describe(running)?
        .to_toml()
        .map_err(|error| Failure::broken(format!("the target file: {error}")))?;
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    fs::write(&partial, text)
        .and_then(|()| fs::rename(&partial, path))
        .map_err(|error| {
            Failure::usage(format!(
                "cannot write {}: {error}; give another file with --write-target",
                path.display()
            ))
        })
}

fn announce(running: &Running, args: &ServeArgs, out: &mut impl Write) -> io::Result<()> {
    let urls = &running.urls;
    writeln!(out, "Patient Access API  {}", urls.patient_access)?;
    writeln!(out, "Provider Directory  {}", urls.directory)?;
    writeln!(out, "Issuer              {}", urls.issuer)?;
    let members = &running.members;
    let documented = members
        .iter()
        .find(|member| target_file::role(&member.username) == "main");
    if let Some(member) = documented.or(members.first()) {
        writeln!(
            out,
            "Member              {} / {} (Patient/{})",
            member.username, member.password, member.patient_id
        )?;
    }
    for app in &running.apps {
        let known = match app.role {
            AppRole::Confidential => "App with a secret",
            AppRole::Public => "App without one",
            _ => continue,
        };
        let secret = app
            .secret
            .as_deref()
            .map(|secret| format!(" / {secret}"))
            .unwrap_or_default();
        writeln!(out, "{known:18}  {}{secret}", app.client_id)?;
        for uri in &app.redirect_uris {
            writeln!(out, "  redirect URI      {uri}")?;
        }
    }
    writeln!(out, "Start page          {}", running.pages.start)?;
    writeln!(out, "Connected apps      {}", running.pages.apps)?;
    if let Some(path) = &args.write_target {
        writeln!(
            out,
            "Target file         {} (payerlab check --target {0})",
            path.display()
        )?;
    }
    for defect in &args.defect {
        writeln!(out, "Defect              {defect}")?;
    }
    writeln!(out, "Ctrl-C stops it.")?;
    out.flush()
}
