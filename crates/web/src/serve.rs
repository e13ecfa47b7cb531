//! Listens, on loopback only.

use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::pages::{State, router};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum NotLoopback {
    /// The address is not an address.
    #[error(
        "“{0}” is not an address and port; write 127.0.0.1:7480, or 127.0.0.1:0 for a free port"
    )]
    NotAnAddress(String),
    /// The address is open to others.
    #[error(
        "{0} can be reached from other machines, and there is no sign-in yet, so Sightline does not listen there; use 127.0.0.1"
    )]
    Open(SocketAddr),
    /// The port is taken, or may not be used.
    #[error("cannot listen on {0}: {1}; name another port with --listen 127.0.0.1:PORT")]
    Taken(SocketAddr, std::io::Error),
}

/// Listens on a loopback address.
///
/// # Errors
/// When the address is not loopback, or the port is taken.
pub async fn bind(listen: &str) -> Result<(TcpListener, SocketAddr), NotLoopback> {
    let text = listen.replace("localhost:", "127.0.0.1:");
    let address: SocketAddr =
        text.parse().map_err(|_| NotLoopback::NotAnAddress(listen.to_owned()))?;
    if !address.ip().is_loopback() {
        return Err(NotLoopback::Open(address));
    }
    let taken = |error| NotLoopback::Taken(address, error);
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    Ok((listener, address))
}

/// Serves until `stop` is done.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    state: State,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(state)).with_graceful_shutdown(stop).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn refuses_to_listen_for_others() {
        for open in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
            assert!(matches!(bind(open).await, Err(NotLoopback::Open(_))), "{open}");
        }
        assert!(matches!(bind("nowhere").await, Err(NotLoopback::NotAnAddress(_))));
        let (_listener, address) = bind("localhost:0").await.unwrap();
        let again = bind(&address.to_string()).await;
        assert!(matches!(again, Err(NotLoopback::Taken(..))));
    }
}
