//! The person signs in: the URL is printed and opened, and a listener on the app's redirect URI takes the answer.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use url::Url;

use crate::outcome::{StepEnd, StepResult};

/// Asks the person to open `url` and to do `what` there, and waits at `redirect_uri` for the answer: the URL that the
/// browser came back with.
pub(crate) async fn wait_for_answer(
    url: &str,
    redirect_uri: &str,
    what: &str,
    patience: Duration,
) -> StepResult<String> {
    let door = RedirectListener::open(redirect_uri).await?;
    eprintln!("\nPlease open this URL in a browser and {what}:\n  {url}\n");
    // The printed URL is enough where no program opens it.
    let _ = tokio::process::Command::new("xdg-open")
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    door.answer(patience).await
}

/// The app's redirect URI on this machine, listened at.
struct RedirectListener {
    address: Url,
    listener: TcpListener,
}

impl RedirectListener {
    async fn open(redirect_uri: &str) -> StepResult<Self> {
        let address = Url::parse(redirect_uri).map_err(|error| {
            StepEnd::error(format!("the redirect URI `{redirect_uri}`: {error}"))
        })?;
        let local = address.scheme() == "http"
            && matches!(address.host_str(), Some("127.0.0.1" | "localhost"));
        let port = address.port_or_known_default().filter(|_| local).ok_or_else(|| {
        StepEnd::error(format!(
            "with login strategy `browser` the redirect URI must be http://127.0.0.1:PORT/PATH, which {redirect_uri} is not"
        ))
    })?;
        let listener = TcpListener::bind(("127.0.0.1", port))
            .await
            .map_err(|error| {
                StepEnd::error(format!(
                    "cannot listen on port {port} for the redirect: {error}"
                ))
            })?;
        Ok(Self { address, listener })
    }

    async fn answer(self, patience: Duration) -> StepResult<String> {
        let Self { address, listener } = self;
        let answer = async {
            loop {
                let (mut stream, _) = listener.accept().await?;
                let mut buffer = vec![0_u8; 16 * 1024];
                let mut length = 0;
                while length < buffer.len()
                    && !buffer[..length].windows(2).any(|pair| pair == b"\r\n")
                {
                    let read = stream.read(&mut buffer[length..]).await?;
                    if read == 0 {
                        break;
                    }
                    length += read;
                }
                let line = String::from_utf8_lossy(&buffer[..length]);
                let target = line
                    .split_whitespace()
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned();
                let page = "<!doctype html><title>payerlab</title><p>Thank you. You can close this window.";
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n";
                stream
                    .write_all(
                        format!("{head}Content-Length: {}\r\n\r\n{page}", page.len()).as_bytes(),
                    )
                    .await?;
                if let Ok(back) = address.join(&target)
                    && back.path() == address.path()
                {
                    return Ok::<String, std::io::Error>(back.to_string());
                }
            }
        };
        tokio::time::timeout(patience, answer)
            .await
            .map_err(|_| {
                StepEnd::error(format!("nobody signed in within {} s", patience.as_secs()))
            })?
            .map_err(|error| {
                StepEnd::error(format!("the listener for the redirect broke: {error}"))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_redirect_is_taken_and_anything_else_is_not() {
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port");
        let uri = format!("http://127.0.0.1:{}/callback", free.port());
        let door = RedirectListener::open(&uri).await.expect("a listener");
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let browser = tokio::spawn(async move {
            let http = reqwest::Client::builder()
                .tls_certs_only([])
                .no_proxy()
                .build()
                .expect("a client");
            let icon = format!("http://{free}/favicon.ico");
            let page = http.get(icon).send().await.expect("an answer");
            assert_eq!(page.status(), 200);
            let back = format!("http://{free}/callback?code=abc&state=x%20y");
            http.get(back)
                .send()
                .await
                .expect("an answer")
                .text()
                .await
                .expect("a page")
        });
        let url = door
            .answer(Duration::from_secs(30))
            .await
            .expect("the redirect");
        assert_eq!(url, format!("{uri}?code=abc&state=x%20y"));
        assert!(
            browser
                .await
                .expect("the browser")
                .contains("You can close this window")
        );
    }

    #[tokio::test]
    async fn a_redirect_uri_elsewhere_cannot_be_listened_at() {
        let Err(StepEnd::Error { what, .. }) =
            RedirectListener::open("https://app.example.org/callback").await
        else {
            panic!("a listener on another machine")
        };
        assert!(
            what.contains("must be http://127.0.0.1:PORT/PATH"),
            "{what}"
        );
    }
}
