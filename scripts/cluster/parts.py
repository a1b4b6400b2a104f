"""Damage to the parts of shards."""

MASK = (1 << 64) - 1


def checksum(data):
    """The sum at the end of a part, over all bytes before it: FNV-1a by words of 8 bytes."""
    total = 0xCBF29CE484222325
    padded = data + bytes(8 - len(data) % 8)
    words = [int.from_bytes(padded[at : at + 8], "little") for at in range(0, len(padded), 8)]
    for word in [*words, len(data)]:
        total = ((total ^ word) * 0x100000001B3) & MASK
        total ^= total >> 32
    return total


def truncated(data):
    return data[: len(data) // 2]


def flipped(data):
    """One byte of the values is another."""
    middle = (data.index(b"\n\n") + len(data)) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def of_another_version(data):
    """A whole part, but of a version that there is not."""
    body = data[:-8]
    assert checksum(body).to_bytes(8, "little") == data[-8:], "a checksum of another kind"
    start = body.index(b"version = ") + len(b"version = ")
    # The same length: the values stay where they are.
    body = body[:start] + b"9" + body[start + 1 :]
    return body + checksum(body).to_bytes(8, "little")
