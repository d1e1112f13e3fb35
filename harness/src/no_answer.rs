//! Why no answer came, told by the types of the errors in reqwest's chain of causes. Their texts are not searched for words,
//! because they contain the URL.

use std::error::Error;
use std::time::Duration;
use std::{fmt, io};

/// Why a request was not answered, and what to do about it.
#[derive(Debug)]
pub(crate) struct NoAnswer {
    /// One line for the report.
    pub reason: String,
    /// Whether the payer could not be reached at all.
    pub out_of_reach: bool,
}

/// The host of a URL has no address. The client's resolver makes it, so that it can be found among the causes of an error.
#[derive(Debug)]
pub(crate) struct UnknownHost(pub io::Error);

impl fmt::Display for UnknownHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for UnknownHost {}

impl NoAnswer {
    /// A request that cannot be sent as it is written.
    pub(crate) fn unsendable(reason: String) -> Self {
        Self {
            reason,
            out_of_reach: false,
        }
    }

    /// What kept reqwest from an answer; `timeout` is the time that a request may take.
    pub(crate) fn of(error: &reqwest::Error, timeout: Duration) -> Self {
        let cause = deepest(error);
        let kinds: Vec<io::ErrorKind> = causes(error)
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .map(io::Error::kind)
            .collect();
        let is_tls = has::<rustls::Error>(error);
        // While connecting, only a TLS handshake reads, so only there can the other side end the stream.
        let handshake_ended = error.is_connect() && kinds.contains(&io::ErrorKind::UnexpectedEof);
        let reason = if error.is_timeout() {
            let seconds = timeout.as_secs();
            format!("no answer within {seconds} s; raise --timeout if the payer is slow")
        } else if is_tls || handshake_ended {
            format!(
                "its TLS certificate or handshake does not verify ({cause}); the payer must fix it, or the URL must name the host of the certificate"
            )
        } else if has::<UnknownHost>(error) {
            format!("its host name does not resolve ({cause}); check the URL's host")
        } else if kinds.contains(&io::ErrorKind::ConnectionRefused) {
            "the connection was refused; check the URL's host and port, and that the payer runs"
                .to_owned()
        } else if error.is_connect() {
            format!("no connection ({cause}); check the URL and the network")
        } else {
            return Self::unsendable(format!("the answer broke off ({cause})"));
        };
        Self {
            reason,
            out_of_reach: true,
        }
    }
}

/// An error, what caused it, and so on; the error within an `io::Error` counts as its cause.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| {
        let error: &'a (dyn Error + 'static) = *error;
        let within = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        match within {
            Some(within) => Some(within),
            None => error.source(),
        }
    })
}

/// Whether an error of that type is among the causes.
fn has<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    causes(error).any(|cause| cause.downcast_ref::<T>().is_some())
}

/// The text of the last cause.
pub(crate) fn deepest(error: &(dyn Error + 'static)) -> String {
    causes(error)
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_within_an_io_error_is_found() {
        let tls = io::Error::new(io::ErrorKind::InvalidData, rustls::Error::DecryptError);
        let outer = io::Error::other(tls);
        assert!(has::<rustls::Error>(&outer));
        assert_eq!(deepest(&outer), rustls::Error::DecryptError.to_string());
    }
}
