"""Says which network addresses a server may fetch from for a stranger: public unicast ones, spelled in full, and no others."""

from __future__ import annotations

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# The IANA special-purpose registries (RFC 6890, as of 2026), multicast, and what clouds use for their metadata.
DENIED: tuple[Network, ...] = tuple(
    ipaddress.ip_network(cidr)
    for cidr in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared address space of carriers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host agent
        "169.254.0.0/16",  # link local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
        "::/96",  # unspecified, loopback, IPv4-compatible
        "64:ff9b:1::/48",  # local-use translation
        "100::/64",  # discard
        "100:0:0:1::/64",  # dummy prefix
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID, drone identifiers
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link local
        "fec0::/10",  # site local
        "ff00::/8",  # multicast
    )
)

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_LOOKS_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)


def is_public(address: Address) -> bool:
    """
    Whether ``address`` is public unicast; an IPv4 address inside an IPv6 one (mapped, NAT64) is judged by itself.

    6to4 and Teredo are refused altogether: nothing is served from there today.
    """
    address = unwrap(address)
    if any(address.version == network.version and address in network for network in DENIED):
        return False
    return address.version == 4 or address in _GLOBAL_UNICAST


def unwrap(address: Address) -> Address:
    """The IPv4 address inside a mapped (::ffff:0:0/96) or translated (64:ff9b::/96, RFC 6052) one; others as they are."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def parse_literal(host: str) -> Address | None:
    """
    ``host`` as an address, or None for a name.

    Raises ``ValueError`` for the odd spellings that some resolvers take for IPv4: ``0x7f.1``, ``2130706433``, ``010.0.0.1``,
    ``127.1``, and for addresses with a zone.
    """
    bare = host.removeprefix("[").removesuffix("]")
    if "%" in bare:
        raise ValueError("an address with a zone")
    if ":" in bare:
        return ipaddress.IPv6Address(bare)
    # WHATWG URL, 'ends in a number': such a host is an IPv4 address to a browser, whatever it looks like.
    last = bare.rstrip(".").rpartition(".")[2]
    if _LOOKS_NUMERIC.fullmatch(last):
        return ipaddress.IPv4Address(bare)
    return None
