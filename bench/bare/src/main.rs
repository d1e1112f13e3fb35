//! The yardstick of docs/PERFORMANCE.md: an axum handler that answers the bytes of a file and does nothing else.
//!
//! `bare ADDR FILE CONTENT-TYPE`

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::routing::any;
use bytes::Bytes;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(addr), Some(file), Some(content_type)) = (args.next(), args.next(), args.next())
    else {
        return Err("usage: bare ADDR FILE CONTENT-TYPE".into());
    };
    let body = Bytes::from(std::fs::read(file)?);
    let content_type = HeaderValue::try_from(content_type)?;
    let answer = move || {
        let (body, content_type) = (body.clone(), content_type.clone());
        async move { ([(CONTENT_TYPE, content_type)], body) }
    };
    let listener = tokio::net::TcpListener::bind(addr).await?;
    axum::serve(listener, Router::new().fallback(any(answer))).await?;
    Ok(())
}
