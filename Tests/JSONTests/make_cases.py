#!/usr/bin/env python3
"""Records what CPython's json.loads makes of many texts, good and broken.

    make_cases.py                 writes python-cases.txt beside this script: a few hundred chosen and generated texts
    make_cases.py --seed 7 5000   prints 5000 generated cases

A case is a line of three fields with tabs between: the bytes of the text (printable ASCII as it is, everything else and
the backslash as \\xHH), the outcome, and its details:

    value        the value, see spell() below
    syntax       e.pos, e.lineno, e.colno and e.msg with blanks between
    undecodable  nothing
    integer      nothing: more digits than Python reads
"""

import json
import pathlib
import random
import sys

if sys.version_info[:2] != (3, 11):
    sys.exit("The cases are those of CPython 3.11; this is " + sys.version)

CHOSEN = [
    # Every word of the errors, at the places where they are easy to get wrong.
    "", " ", "\n\n ", "null", " true ", "false\n", "nul", "nulll", "tru", "True", "-", "--1", "-a", "+1", ".5", "1.", "1.e5",
    "1e", "1e+", "1e-", "1E5", "1e05", "1e-05", "01", "-01", "-0", "0", "-0.0", "0e0", "00", "0x1", "1 2", "1,2", "]", "}",
    "[", "[ ", "[1", "[1 ", "[1,", "[1, ", "[1,]", "[,1]", "[1 2]", "[1}", "[]]", "[]", "[ ]", "[\t\n]", "[[]", "[[],[]]",
    "{", "{ ", "{}", "{ }", "{,}", '{"', '{"a', '{"a"', '{"a" ', '{"a":', '{"a": ', '{"a":1', '{"a":1 ', '{"a":1,', '{"a":1, ',
    '{"a":1,}', '{"a":1,,}', '{"a":1 "b":2}', '{"a" 1}', "{a:1}", "{'a':1}", '{1:2}', '{"a":1}}', '{"a":1]', '{"a":}', '{"a"::1}',
    '{"a":1}\n\n x', '{\n  "a": 1,\n  "b": 2,\n}', '[\n1,\n  2 3]', '{"a":{"b":[1,{"c":nul}]}}', "// x\n1", "/* x */ 1",
    "NaN", "Infinity", "-Infinity", "-Infinit", "Infinit", "Na", "nan", "-NaN", "[NaN,Infinity,-Infinity]", "NaNN", "inf",
    # Strings.
    '"', '"a', '"a\\', '"a\\"', '"\\', '"\\u', '"\\u1', '"\\u123', '"\\u1234', '"\\u1234"', '"\\u12g4"', '"\\u123"', '"\\u"', '"\\U0041"',
    '"\\x41"', '"\\a"', '"\\\'"', '"\\\n"', '"\\\u00e9"', '"\\u12\u00e9\u00e9"', '"\\u12\u00e9', '"\t"', '"a\nb"', '"\x00"', '"\x1f"',
    '"\x7f"', '"\\u0000"', '"\\/\\b\\f\\n\\r\\t\\"\\\\"', "'a'", '"\\ud83d\\ude00"', '"\\uD83D\\uDE00"', '"\\ud83d"', '"\\ude00"',
    '"\\ude00\\ud83d"', '"\\ud83d\\ud83d\\ude00"', '"\\ud83d\\u0041"', '"\\ud83d\\n"', '"\\ud83d\\ude0', '"\\ud83d\\ude00',
    '"\\ud83d\\ude0g"', '"\\ud83d\\u', '"\\ud83d\\u"', '"\\ud83dx\\ude00"', '"\\ud83d\\x"', '"\\ud83d\\', '"\\ud83d\\u\u00e9\u00e9"',
    '"\u00e9\u4e2d\U0001f600" x', '"\u00e9\n', '["\u00e9\U0001f600",\n"\u00e9" x]', '"e\u0301"', '{"\u00e9":1,"e\u0301":2}',
    '"12345678"', '"1234567"', '"1234567\\n"', '"12345678\x01"', '"1\x1f3456789012345678"', '"12345678901\x005678"', '"1234567\u00e9"', '\u00e9', '\u00a0 1', '\u2028', '\ufeff1', '[1]\x00', '\x0b1', '\x0c1',
    # Duplicate names.
    '{"a":1,"a":2}', '{"a":1,"b":2,"a":3}', '{"a":1,"\\u0061":2}', '{"":1,"":2}', '{"a":{"a":1,"a":2},"a":[1]}',
    "{" + ",".join('"k%d":%d' % (i % 20, i) for i in range(40)) + "}",
    # Numbers.
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
    "10000000000000000000", "9999999999999999999", "123456789012345678901234567890", "-123456789012345678901234567890",
    "1" * 4300, "-" + "1" * 4300, "1" * 4301, "-" + "1" * 4301, "[1," + "2" * 4301 + " x", "1" * 4301 + ".5", "1" * 4301 + "e0",
    "1e400", "-1e400", "1e-400", "-1e-400", "1e22", "1e23", "1e15", "1e16", "1e17", "123456789012345e22", "1e308", "1.8e308",
    "1.7976931348623157e308", "1.7976931348623159e308", "5e-324", "2e-324", "3e-324", "2.2250738585072011e-308", "0.1", "0.30000000000000004",
    "1.0", "1e0", "100.0", "1e2", "0.0001", "0.00001", "123456789.123456789", "9007199254740993.0", "9007199254740992.5", "1e-7", "1e+05",
    "0." + "0" * 400 + "1e401", "1" + "0" * 400 + "e-400", "1e99999999999999999999", "1e-99999999999999999999", "0e99999999999999999999",
    "18014398509481982.0", "18014398509481984.0", "1.2e16", "9999999999999998.0", "9999999999999999.0", "123456.7e-20", "1.10", "1.500e3",
]

CHOSEN_BYTES = [
    # Bytes that are no text, before and after errors of the grammar.
    b"\xff", b'"\xff"', b'"\xc3"', b'"\xc3(', b'"\xe9"', b'"\xc0\x80"', b'"\xe0\x80\x80"', b'"\xf4\x90\x80\x80"', b'"\xf8\x88\x80\x80\x80"',
    b'"\xf0\x9f\x98"', b'"\xf0\x9f\x98', b'"\x80"', b"nul \xff", b"[1 2] \xc3", b'"\\q\xff"', b"1" * 4301 + b"\xff", b"[\xc3\xa9]", b"1\xc3\xa9",
    # Encoded surrogates.
    b'"\xed\xa0\x80"', b'"\xed\xa0\xbd\xed\xb8\x80"', b'"\\ud83d\xed\xb8\x80"', b'"\xed\xa0\xbd\\ude00"', b'"\xed\xa0"', b'"\xed\xa0\x80', b"\xed\xa0\x80",
    b'"\xed\xbf\xbf" x', b'{"\xed\xa0\x80":1,"\\ud800":2}', b'"\xed\x9f\xbf"',
    # Byte order marks.
    b"\xef\xbb\xbf", b"\xef\xbb\xbf1", b"\xef\xbb\xbf\xef\xbb\xbf1", b"\xef\xbb\xbf 1 x", b"\xef\xbb", b"\xef\xbb1", b"\xef\xbb\xbf\xff",
    b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe1", b"\xff\xfe1\x00", b"\xfe\xff\x001", b"\xff\xfe\xff\xfe1\x00",
    b"\xff\xfe1\x00\x00", b"\xff\xfe\x00\x001\x00\x00\x00", b"\x00\x00\xfe\xff\x00\x00\x001", b"\xff\xfe\x00\x001\x00\x00", b"\xff\xfe\x00\x00\x00\xd8\x00\x00",
    b"\xff\xfe\x00\x00\x00\x00\x11\x00", b'\xff\xfe"\x00\x00\xd8"\x00', b'\xff\xfe"\x00\x3d\xd8\x00\xde"\x00', b'\xff\xfe"\x00\x00\xdc\x00\xd8"\x00',
    b'\xff\xfe"\x00\x00\xd8', b'\xff\xfe"\x00\x00\xd8"', b'\xfe\xff\x00"\xd8\x00\x00"', b'\xff\xfe[\x00"\x00\xe9\x00"\x00 \x00x\x00',
    # No mark: the zeros tell.
    b"\x00", b"\x001", b"1\x00", b"\x00\x00", b"\x00\x00\x00", b"1\x00\x00", b"\x00\x00\x00\x00", b"\x00\x00\x001", b"1\x00\x00\x00", b"\x001\x00 ",
    b"1\x00 \x00", b"1\x002\x00", b"[\x00]\x00", b"\x00[\x00]", b"[\x00]\x00\x00", b"1\x00\x00\x002\x00\x00\x00", b"1\x00\x00\x00\xff\xff\xff\xff",
    b'"\x00\x00\xd8"\x00', b"12\x00\x00", b"1 \x00", b"1\x00\x00", b"\x00\x0012", b"\x00\x00\x00\x00\x00\x00\x001",
]

WORDS = ["a", "b", "prompt", "e\u0301", "\u00e9", "", "\U0001f600", "seed"]
ATOMS = [
    "null", "true", "false", "0", "-0", "1", "-1", "12", "1.5", "-2.5e3", "1e400", "NaN", "Infinity", "-Infinity", "9223372036854775808",
    "1e16", "0.1", '""', '"a"', '"\\n"', '"\\u00e9"', '"\u00e9"', '"\\ud800"', '"\\ud83d\\ude00"', "[]", "{}", "123456789.25",
]
NOISE = list('{}[]",:\\/ue0123456789.+-EntrfalsNIiy \n\r\t\x00\x1f\x7f\'') + ["\u00e9", "\U0001f600", "\ufeff", "\ud800", "\udc00", "\\u", "\\ud8", "//"]


def space(random):
    return random.choice(["", "", "", "", " ", "\n", "\r\n", "\t ", "  "])


def make_text(random, depth):
    pick = random.random()
    if depth == 0 or pick < 0.35:
        if random.random() < 0.2:
            number = random.choice(["", "-"]) + str(random.randrange(10 ** random.randrange(1, 25)))
            if random.random() < 0.6:
                number += "." + str(random.randrange(10 ** random.randrange(1, 20)))
            if random.random() < 0.4:
                number += random.choice("eE") + random.choice(["", "+", "-"]) + str(random.randrange(330))
            return number
        return random.choice(ATOMS)
    count = random.randrange(0, 4)
    if pick < 0.65:
        items = [space(random) + make_text(random, depth - 1) + space(random) for _ in range(count)]
        return "[" + ",".join(items) + space(random) + "]"
    items = []
    for _ in range(count):
        name = json.dumps(random.choice(WORDS), ensure_ascii=random.random() < 0.5)
        items.append(space(random) + name + space(random) + ":" + space(random) + make_text(random, depth - 1) + space(random))
    return "{" + ",".join(items) + space(random) + "}"


def damage(random, text):
    for _ in range(random.randrange(1, 3)):
        place = random.randrange(len(text) + 1)
        kind = random.randrange(4)
        if kind == 0:
            text = text[:place] + random.choice(NOISE) + text[place:]
        elif kind == 1:
            text = text[:place] + text[place + 1:]
        elif kind == 2:
            text = text[:place] + random.choice(NOISE) + text[place + 1:]
        else:
            text = text[:place]
    return text


def generate(seed, count):
    source = random.Random(seed)
    for _ in range(count):
        text = space(source) + make_text(source, source.randrange(5)) + space(source)
        if source.random() < 0.6:
            text = damage(source, text)
        encoding = "utf-8"
        if source.random() < 0.15:
            encoding = source.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
        data = text.encode(encoding, "surrogatepass")
        if data and source.random() < 0.08:
            place = source.randrange(len(data))
            data = data[:place] + bytes([source.randrange(256)]) + data[place + source.randrange(2):]
        yield data


def spell(value):
    """The value as one word: strings as s and their code points in hexadecimal, integers after i, doubles after d."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return "i%d" % value
    if isinstance(value, float):
        return "d%r" % value
    if isinstance(value, str):
        return "s" + ".".join("%x" % ord(character) for character in value)
    if isinstance(value, list):
        return "[" + ",".join(map(spell, value)) + "]"
    return "{" + ",".join(spell(name) + ":" + spell(item) for name, item in value.items()) + "}"


def outcome(data):
    try:
        return "value\t" + spell(json.loads(data))
    except json.JSONDecodeError as error:
        return "syntax\t%d %d %d %s" % (error.pos, error.lineno, error.colno, error.msg)
    except UnicodeDecodeError:
        return "undecodable\t"
    except ValueError as error:
        assert "4300 digits" in str(error)
        return "integer\t"


def line(data):
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F and byte != 0x5C else "\\x%02x" % byte for byte in data)
    return text + "\t" + outcome(data)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--seed":
        for data in generate(int(sys.argv[2]), int(sys.argv[3])):
            print(line(data))
        return
    texts = [text.encode("utf-8", "surrogatepass") for text in CHOSEN] + CHOSEN_BYTES
    for encoding in ["utf-16", "utf-16-be", "utf-32-le"]:
        texts += [text.encode(encoding, "surrogatepass") for text in CHOSEN if 20 < len(text) < 60][:12]
    texts += generate(1, 250)
    path = pathlib.Path(__file__).with_name("python-cases.txt")
    path.write_text("".join(line(data) + "\n" for data in dict.fromkeys(texts)), encoding="ascii")


if __name__ == "__main__":
    main()
