"""gzip and zstd of the text forms: whole, in several members or frames; from files and from pipes."""

import gzip

import zstandard

from conversion import check_read

def gzip_members(data):
    """Members as `cat a.gz b.gz` or a log rotation leaves them, one of them empty."""
    half = len(data) // 2
    return gzip.compress(data[:half]) + gzip.compress(b"") + gzip.compress(data[half:], 1)


def zstd_frames(data):
    """Frames with and without their size and checksum, a skippable one in between."""
    half = len(data) // 2
    skippable = b"\x50\x2a\x4d\x18" + (3).to_bytes(4, "little") + b"abc"
    plain = zstandard.ZstdCompressor(write_content_size=False).compress(data[:half])
    checked = zstandard.ZstdCompressor(level=19, write_checksum=True).compress(data[half:])
    return plain + skippable + checked


def zstd_long(data):
    """The largest window that decoders accept unasked, as `zstd --long` declares it."""
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27, enable_ldm=True)
    # In one piece, the frame would declare its own size instead.
    stream = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return stream.compress(data) + stream.flush()


FORMS = {
    "gzip": ("gz", gzip.compress),
    "gzip of several members": ("members.gz", gzip_members),
    "zstd": ("zst", zstandard.ZstdCompressor().compress),
    "zstd of several frames": ("frames.zst", zstd_frames),
    "zstd with a window of 128 MB": ("long.zst", zstd_long),
}


def check_compressed(program, folder, case, form):
    """The same rows from the compressed file, by its name and by its content alone, and by a pipe."""
    ending, compress = FORMS[form]
    data = compress(case.path(folder).read_bytes())
    # An ending before the last tells the form: rows.csv.gz.
    named = folder / f"{case.file}.{ending}"
    named.write_bytes(data)
    stated = stating_format(case)
    seen = check_read(program, [named], case.rows, case.options)
    unnamed = folder / f"compressed-{case.format}-{ending.replace('.', '-')}"
    unnamed.write_bytes(data)
    check_read(program, [unnamed], case.rows, stated)
    check_read(program, ["-"], case.rows, stated, data)
    return f"{seen}, from a file, one without an ending, and a pipe"


def check_pipe(program, folder, case):
    """The same rows from a pipe."""
    data = case.path(folder).read_bytes()
    return check_read(program, ["-"], case.rows, stating_format(case), data)


def stating_format(case):
    """A pipe has no name to tell a format by."""
    if "--input-format" in case.options:
        return case.options
    return ("--input-format", case.format, *case.options)


def one_of_each_format(cases):
    """The first case of each format."""
    chosen = {}
    for case in cases:
        chosen.setdefault(case.format, case)
    return list(chosen.values())
