//! TLS to the database server, by the same library as everything else that goes out.

use std::{io, pin::Pin, sync::Arc};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

use super::Error;

/// Makes a TLS session of a connection. The server's name is verified, whatever `sslmode` says beyond `disable`.
#[derive(Clone)]
pub(super) struct Connector(Arc<ClientConfig>);

/// A session that is about to be made.
pub(super) struct Session {
    config: Arc<ClientConfig>,
    /// Whose certificate is expected; a socket in the file system has no name, and the server there wants no TLS.
    name: Option<ServerName<'static>>,
}

/// A connection with TLS.
pub(super) struct Stream<S>(tokio_rustls::client::TlsStream<S>);

/// What an address says of TLS.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// `sslrootcert`: the file of one's own authority.
    pub root_certificates: Option<String>,
    /// Whether there is an `sslmode`.
    pub has_mode: bool,
}

/// Reads what an address says of TLS, and takes `sslrootcert=FILE` out of it: PostgreSQL's own programs know it, the client
/// library does not.
pub(super) fn take_words(address: &str) -> Result<(String, Words), Error> {
    let is_url = address.starts_with("postgres://") || address.starts_with("postgresql://");
    let Some((before, query)) = address.split_once('?').filter(|_| is_url) else {
        // Of the other way to write it (`host=… user=…`) the library's own words are enough.
        let has_mode = !is_url && address.split_whitespace().any(|word| word.starts_with("sslmode"));
        return Ok((address.to_owned(), Words { root_certificates: None, has_mode }));
    };
    let mut kept = form_urlencoded::Serializer::new(String::new());
    let mut words = Words { root_certificates: None, has_mode: false };
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name == "sslrootcert" {
            words.root_certificates = Some(value.into_owned());
            continue;
        }
        words.has_mode |= name == "sslmode";
        kept.append_pair(&name, &value);
    }
    // The client library takes `+` for itself.
    Ok((format!("{before}?{}", kept.finish().replace('+', "%20")), words))
}

impl Connector {
    /// Trusts whom browsers trust, or the certificates of a PEM file alone.
    pub(super) fn new(root_certificates: Option<&str>) -> Result<Self, Error> {
        let mut roots = RootCertStore::empty();
        match root_certificates {
            None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
            Some(file) => {
                let wrong = |what: String| Error::Address { setting: "database", what: format!("`{file}`: {what}") };
                let certificates = CertificateDer::pem_file_iter(file).map_err(|error| wrong(error.to_string()))?;
                for certificate in certificates {
                    let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
                    roots.add(certificate).map_err(|error| wrong(error.to_string()))?;
                }
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Address { setting: "database", what: error.to_string() })?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> MakeTlsConnect<S> for Connector {
    type Stream = Stream<S>;
    type TlsConnect = Session;
    type Error = io::Error;

    fn make_tls_connect(&mut self, domain: &str) -> io::Result<Session> {
        Ok(Session { config: self.0.clone(), name: ServerName::try_from(domain.to_owned()).ok() })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> TlsConnect<S> for Session {
    type Stream = Stream<S>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Stream<S>>> + Send>>;

    fn connect(self, stream: S) -> Self::Future {
        Box::pin(async move {
            let name =
                self.name.ok_or_else(|| io::Error::other("the server has no name that a certificate could have"))?;
            tokio_rustls::TlsConnector::from(self.config).connect(name, stream).await.map(Stream)
        })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Stream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        bytes: &[u8],
    ) -> std::task::Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut std::task::Context<'_>) -> std::task::Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_says_of_tls_is_read_and_its_own_authority_taken_out() {
        let (address, words) = take_words("postgres://a:b@c/d?sslmode=require&sslrootcert=/etc/x%20y.pem").unwrap();
        assert_eq!(address, "postgres://a:b@c/d?sslmode=require");
        assert_eq!(words, Words { root_certificates: Some("/etc/x y.pem".to_owned()), has_mode: true });
        let (address, words) = take_words("postgres:///d?host=/run/pg&user=n").unwrap();
        assert_eq!(address, "postgres:///d?host=%2Frun%2Fpg&user=n");
        assert_eq!(words, Words { root_certificates: None, has_mode: false });
        for (address, has_mode) in
            [("host=c sslmode=prefer", true), ("host=c", false), ("postgres://a:sslmode=b@c/d", false)]
        {
            assert_eq!(take_words(address).unwrap().1.has_mode, has_mode, "{address}");
        }
        let wrong = Connector::new(Some("/nowhere/x.pem")).err().unwrap();
        assert!(wrong.to_string().contains("/nowhere/x.pem"), "{wrong}");
    }
}
