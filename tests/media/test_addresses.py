"""Only public unicast addresses, spelled in full, may be fetched from."""

from __future__ import annotations

import ipaddress

import pytest

from hashtagger.media.addresses import is_public, parse_literal


@pytest.mark.parametrize(
    "text",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16"),
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.31.196.1", "192.52.193.1"),
        *("192.88.99.1", "192.168.1.1", "192.175.48.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1"),
        *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001::1", "2001:2::1"),
        *(
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:20::1",
            "2001:30::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::",
        ),
        *(
            "2620:4f:8000::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "4000::1",
        ),
    ],
)
def test_special_purpose_addresses_are_not_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.15.255.255",
        "172.32.0.1",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_ordinary_addresses_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "host",
    [
        *(
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "010.0.0.1",
            "127.1",
            "127.0.1",
            "127.0.0.1.",
            "1.2.3.4.5",
        ),
        *("foo.1", "example.0x1", "256.1.1.1", "fe80::1%eth0", "[::1%25lo]", "::g"),
    ],
)
def test_odd_spellings_are_refused(host: str) -> None:
    with pytest.raises(ValueError):
        parse_literal(host)


@pytest.mark.parametrize(
    ("host", "is_literal"), [("8.8.8.8", True), ("[2606::1]", True), ("example.com", False), ("1e100.net", False)]
)
def test_addresses_are_told_from_names(host: str, is_literal: bool) -> None:
    assert (parse_literal(host) is not None) == is_literal
