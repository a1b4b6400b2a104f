"""word2vec and GloVe files by gensim, and as the original C programs write them."""

import numpy as np
from gensim.models import KeyedVectors

from rows import Case, Rows, random_rows

# gensim holds what it is given; the formats end a name at a space.
NAMES = 'plain ünïcode 日本語 😀 comma, quo"te [bracket #hash </s> c++ a/b 123'.split()
GLOVE_NAMES = ["plain", "two words", ". . .", "at name@domain.com", "ünï cöde", "route 66", "-", "7"]


def words():
    rows = random_rows().named(NAMES)
    vectors = keyed(rows)
    yield Case(
        "gensim, word2vec binary",
        "gensim.w2v.bin",
        lambda path: vectors.save_word2vec_format(path, binary=True),
        rows,
        format="word2vec",
    )
    yield Case(
        "gensim, word2vec text",
        "gensim.vec",
        lambda path: vectors.save_word2vec_format(path, binary=False),
        rows,
        format="word2vec-text",
    )
    glove = rows.named(GLOVE_NAMES)
    yield Case(
        "gensim, GloVe text, names with spaces",
        "glove.txt",
        lambda path: keyed(glove).save_word2vec_format(path, binary=False, write_header=False),
        glove,
        format="glove",
    )
    write = lambda path: tool_binary(path, rows)
    yield Case("the C tool, word2vec binary", "tool.bin", write, rows, format="word2vec")
    # Six decimals are all that it prints.
    printed = [[f"{value:.6f}" for value in row] for row in rows.values]
    read = Rows(np.array(printed).astype("f8").astype("f4"), rows.names)
    yield Case(
        "the C tool, word2vec text",
        "tool.txt",
        lambda path: tool_text(path, rows.names, printed),
        read,
        format="word2vec-text",
    )
    # Text from Windows, and a last line without its end.
    lines = [" ".join([name, *texts]) for name, texts in zip(rows.names, printed)]
    yield Case(
        "word2vec text with \\r\\n",
        "windows.vec",
        lambda path: path.write_bytes("\r\n".join(["257 19", *lines]).encode()),
        read,
        format="word2vec-text",
    )


def keyed(rows):
    vectors = KeyedVectors(rows.values.shape[1])
    vectors.add_vectors(rows.names, rows.values)
    return vectors


def tool_binary(path, rows):
    """The C tool: `%lld %lld\\n`, then for each word `%s `, the floats, `\\n`."""
    n, d = rows.values.shape
    parts = [f"{n} {d}\n".encode()]
    for name, row in zip(rows.names, rows.values):
        parts.append(name.encode() + b" " + row.tobytes() + b"\n")
    path.write_bytes(b"".join(parts))


def tool_text(path, names, printed):
    """The C tool: every number is followed by a space, the last one, too."""
    lines = [f"{len(names)} {len(printed[0])}\n"]
    for name, texts in zip(names, printed):
        lines.append(f"{name} " + "".join(f"{text} " for text in texts) + "\n")
    path.write_text("".join(lines))
