"""Words and their vectors, as gensim, GloVe's tool and fastText write them."""

from itertools import chain

from first_entry import D, VALUES, entry, faulty, named
from word_cases import keyed, tool_binary

WORDS = "the of and über 日本 <unk> 1984".split()
RIGHT = named(WORDS)


def entries():
    return chain(gensim(), others())


def gensim():
    vectors = keyed(RIGHT)
    save = lambda **options: lambda path: vectors.save_word2vec_format(str(path), **options)
    for file in ("words.bin", "words.w2v.bin", "words"):
        yield entry(f"gensim, word2vec binary as {file}", file, save(binary=True), RIGHT)
    for file in ("words.vec", "words.txt", "words.w2v.txt"):
        yield entry(f"gensim, word2vec text as {file}", file, save(binary=False), RIGHT)
    for file in ("glove.txt", "glove.6B.6d.txt"):
        yield entry(f"gensim, no header as {file}", file, save(binary=False, write_header=False), RIGHT)
    yield entry("gensim, word2vec text, gzip", "words.vec.gz", save(binary=False), RIGHT)
    yield entry("gensim, word2vec binary, gzip", "words.bin.gz", save(binary=True), RIGHT)
    yield entry("gensim, its own file", "words.kv", lambda path: vectors.save(str(path)), faulty("pickle"))


def others():
    yield entry("the C tool, binary", "words.bin", lambda path: tool_binary(path, RIGHT), RIGHT)
    lines = [" ".join([word, *map(str, row)]) for word, row in zip(WORDS, VALUES)]
    fast = f"7 {D}\n" + "".join(f"{line} \n" for line in lines)
    yield entry("fastText, .vec", "words.vec", fast, RIGHT)
    model = bytes.fromhex("ba164f2f0c000000") + bytes(200)
    yield entry("fastText, its model", "words.bin", model, faulty())
    spaces = [f"new {line}" for line in lines]
    glove = named([f"new {word}" for word in WORDS])
    yield entry("GloVe, words of two parts", "glove.txt", "\n".join(spaces) + "\n", glove)
    cut = "".join(f"{line}\n" for line in lines)[:-40]
    yield entry("GloVe, cut off", "glove.txt", cut, faulty("line 7"))
    yield entry(
        "word2vec text, fewer lines than it says",
        "words.vec",
        f"9 {D}\n" + "\n".join(lines) + "\n",
        faulty("9"),
    )
    twice = "".join(f"{line}\n" for line in lines).replace("über", "the")
    yield entry(
        "GloVe, a word twice", "glove.txt", twice, named([word.replace("über", "the") for word in WORDS])
    )
