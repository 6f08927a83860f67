"""Where controllers answer: one, or several of which one leads."""

from __future__ import annotations

import http.client
import ipaddress
import ssl
from typing import List, NamedTuple, Optional
from urllib.parse import urlsplit


class Address(NamedTuple):
    """Where one controller answers."""

    url: str
    host: str
    port: int
    #: Of its paths, where it is behind a proxy.
    prefix: str
    #: None: without TLS.
    tls: Optional[ssl.SSLContext]

    def connection(self, timeout_s: float) -> http.client.HTTPConnection:
        """One to it, which is not made yet."""
        if self.tls is None:
            return http.client.HTTPConnection(self.host, self.port, timeout=timeout_s)
        return http.client.HTTPSConnection(self.host, self.port, timeout=timeout_s, context=self.tls)


class Trust(NamedTuple):
    """Who may be asked."""

    token: Optional[str]
    #: File with the certificates to trust.
    ca: Optional[str]
    #: The certificate of the one that is asked, as PEM.
    cert: Optional[str]
    #: Whether the token may go to another machine without TLS.
    insecure: bool


def addresses_in(urls: str, trust: Trust) -> List[Address]:
    """Those in a text with commas between them, at least one.

    Raises:
        ValueError: One is no URL, or would get the token where others can read it.
    """
    return [address_of(url.strip(), trust) for url in urls.split(",")]


def address_of(url: str, trust: Trust) -> Address:
    """As `addresses_in`, of one."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"url: {url!r} must be a URL such as http://127.0.0.1:7451")
    if trust.token is not None and not trust.insecure and parts.scheme == "http" and not _is_here(parts.hostname):
        raise ValueError(f"url: {url!r} would get the token where others can read it; ask by https, or say insecure=True")
    tls = _trusting(trust) if parts.scheme == "https" else None
    return Address(url.rstrip("/"), parts.hostname, parts.port or (80 if tls is None else 443), parts.path.rstrip("/"), tls)


def _is_here(host: str) -> bool:
    """Whether it is this machine, by its name or an address of the loopback."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _trusting(trust: Trust) -> ssl.SSLContext:
    """Trusts who is signed by these, or the one with exactly this certificate, whatever it is called."""
    if trust.cert is None:
        return ssl.create_default_context(cafile=trust.ca)
    context = ssl.create_default_context(cadata=trust.cert)
    context.check_hostname = False
    # A name since Python 3.10.
    context.verify_flags |= getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0x80000)
    return context
