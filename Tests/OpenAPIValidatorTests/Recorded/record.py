#!/usr/bin/env python3
"""Records what FastAPI, pydantic and fal's own error handler answer, as the cases of RecordedAnswersTests.

Needs the packages of requirements.txt from PyPI (Python 3.11: its JSON parser's words are recorded too):

    python3.11 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python record.py

Builds pydantic models of the schemas in models.json and in the repository's openapi folder, sends every body below to
an application of fal's SDK, and writes answers.jsonl: one case a line, the same cases in the same order each time.
"""
import asyncio
import base64
import datetime
import enum
import json
import math
import pathlib
import random
from typing import Any, Dict, List, Literal, Optional, Set, Tuple, Union

import fal
import httpx
from fastapi import Response
from pydantic import UUID4, AnyUrl, BaseModel, ConfigDict, Field, HttpUrl, create_model
from typing_extensions import Annotated

HERE = pathlib.Path(__file__).resolve().parent
OPENAPI = HERE.parents[2] / "openapi"

BOUNDS = {"minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt", "multipleOf": "multiple_of"}
LENGTHS = {"minLength": "min_length", "maxLength": "max_length", "minItems": "min_length", "maxItems": "max_length", "pattern": "pattern"}
FORMATS = {"uuid4": UUID4, "date": datetime.date, "date-time": datetime.datetime, "binary": bytes}


class ModelBuilder:
    """The pydantic models that a document's schemas describe."""

    def __init__(self, document):
        self.schemas = document["components"]["schemas"]
        self.named = {}

    def annotation(self, schema):
        if "$ref" in schema:
            return self.reference(schema["$ref"].rsplit("/", 1)[1])
        branches = schema.get("anyOf") or schema.get("oneOf")
        if branches:
            kinds = tuple(self.annotation(b) for b in branches if b.get("type") != "null")
            union = Union[kinds]
            if "discriminator" in schema:
                union = Annotated[union, Field(discriminator=schema["discriminator"]["propertyName"])]
            return Optional[union] if {"type": "null"} in branches else union
        if "const" in schema:
            return Literal[schema["const"]]
        if "enum" in schema:
            return Literal[tuple(schema["enum"])]
        return self.plain(schema)

    def plain(self, schema):
        kind = schema.get("type")
        if kind == "string":
            if schema.get("format") == "uri":
                return HttpUrl if "maxLength" in schema else AnyUrl
            return FORMATS.get(schema.get("format")) or self.constrained(str, schema)
        if kind == "array":
            if "prefixItems" in schema:
                return Tuple[tuple(self.annotation(item) for item in schema["prefixItems"])]
            item = self.annotation(schema["items"])
            return self.constrained(Set[item] if schema.get("uniqueItems") else List[item], schema)
        if kind == "object":
            if "properties" in schema:
                return self.model(schema)
            values = schema["additionalProperties"]
            return Dict[str, Any if values is True else self.annotation(values)]
        plain = {"integer": int, "number": float, "boolean": bool}.get(kind)
        return self.constrained(plain, schema) if plain else Any

    def constrained(self, kind, schema):
        as_number = float if kind is float else lambda x: x
        limits = {name: as_number(schema[k]) for k, name in BOUNDS.items() if k in schema}
        limits |= {name: schema[k] for k, name in LENGTHS.items() if k in schema}
        return Annotated[kind, Field(**limits)] if limits else kind

    def reference(self, name):
        if name not in self.named:
            schema = self.schemas[name]
            self.named[name] = name  # a forward reference while it is being built
            if "enum" in schema:
                self.named[name] = enum.Enum(schema["title"], {f"m{i}": v for i, v in enumerate(schema["enum"])})
            else:
                self.named[name] = self.model(schema)
        return self.named[name]

    def model(self, schema):
        fields = {}
        for name in schema["x-fal-order-properties"]:
            property = schema["properties"][name]
            kind = self.annotation(property)
            default = ... if name in schema["required"] else property.get("default")
            if isinstance(kind, type) and issubclass(kind, enum.Enum):
                default = kind(default)
            fields[name] = (kind, Field(default=default))
        extra = "forbid" if schema.get("additionalProperties") is False else "ignore"
        return create_model(schema["title"], __config__=ConfigDict(extra=extra), **fields)


def plain(value):
    """What the handler got, as JSON."""
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, set):
        return sorted(plain(member) for member in value)
    if isinstance(value, (list, tuple)):
        return [plain(member) for member in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, (str, int, float, bool)) else None


class Recorder(fal.App):
    @fal.endpoint("/")
    def unused(self) -> None:
        pass


def application(documents):
    app = Recorder(_allow_init=True)._build_app()
    for document in documents:
        builder = ModelBuilder(document)
        for path, operations in document["paths"].items():
            if "post" in operations:
                schema = operations["post"]["requestBody"]["content"]["application/json"]["schema"]

                def handler(input):
                    text = json.dumps(plain(input), ensure_ascii=False)
                    return Response(text.encode("utf-8", "replace"), media_type="application/json")

                handler.__annotations__ = {"input": builder.annotation(schema)}
                app.add_api_route(path, handler, methods=["POST"], response_model=None)
    return app


NUMBERS = """0 1 -1 -0 2 4 8 65 0.0 1.0 -0.0 1e0 0.5 2.0 8.0 0.05 0.15 0.1500001 1e-320 1e7 1e18 1e19 1e400 NaN -Infinity
9223372036854775807 9223372036854775808 -9223372036854775808 18446744073709551616 123456789012345678901234567890
1.0000000000000001 1e16 1e-5 1e22 100.0 4e0""".split()
STRINGS = ["", "x", "xy", "xyzé", "xyzzy", "true", "YES", "oFf", " on", "0", "1", "1.0", "8", " 8 ", "+8", "08.0", "0_8", "1__0", "1e1",
           ".5", "5.", "inf", "nan", "0x1", "١", "a", "it's", "dark", "auto", "aria", "square", "e\u0301e\u0301", "😀😀", "a b"]
OTHER = [r'"\ud800"', r'"a\udfff"', "null", "true", "false", "[]", "{}", "[1]", '["x"]', '["x","x"]', '["u","v","w"]', '{"a":1}',
         '{"_sa":1,"b":{"_sax":2,"\\ud800":3}}', "[NaN,1e400,[1e16]]", '{"k":[1,"2","x"]}', '[1,"a"]', '["1","a","b"]', '[{"width":"7"},{}]',
         '{"width":0,"height":"x"}', '{"name":"aria"}', '{"name":"aria","id":"1"}', '{"type":"circle","radius":0}', '{"type":"x"}',
         '{"type":null}', '{"type":"rectangle","width":"2"}', '{"family":1,"size":2}', '{"\\ud800":1}']
DATES = ["2026-01-02", "2026-13-01", "2026-02-30", "2026-1-2", "2026-01-02T00:00:00Z", "2026-01-02T00:00:01", "2026-01-02T25:00", "2026-01-02x",
         "2026-01-02T10:20:30.1234567+01:00", "86400", "1.5", "0000-01-01", "2026-01-02T"]
URLS = ["http://x", "x", "ftp://x", "http://", "http://x:99999", "http://[::1", "http://[::1]/", "http://a b", "http://1.2.3.999", "mailto:a@b",
        "HTTPS://u:p@X:80/?#"]
IDS = ["12345678-1234-4234-8234-123456789012", "12345678-1234-1234-8234-123456789012", "1234", "12345678123442348234123456789012",
       "12345678-1234-4234-8234-12345678901g", "12345678-1234-4234-8234-1234567890123", "{12345678-1234-4234-8234-123456789012}"]
TEXTS = ["", " ", "null", "[]", '"x"', "3.5", "true", "{", '{"a":1,}', "{'a':1}", '{"a":1 "b":2}', '{"a" 1}', '[1,2', "[1,]", '"\\x"',
         '"\\u12"', '"a\tb"', '"ab', "01", "+1", ".5", "tru", "nan", "{} x", '{"é😀":1 2}', "\n\t{\"video_url\":x}", "//"]
# What each model must have, so that one more member decides.
REQUIRED = {"/scalars": '"text":"abc",', "/lists": '"names":["n"],', "/unions": '"voice":{"name":"aria"},', "/tree": '"name":"n",',
            "/tagged": '"mask":{"type":"circle","radius":1},'}
JSON_TYPES = ["application/json", "Application/JSON;charset=latin-1", "application/problem+json", "application/json5", "text/plain", "text/json",
              "application/x-www-form-urlencoded", "application/json, text/plain", "application/ json", None]


def values():
    return NUMBERS + [json.dumps(s, ensure_ascii=False) for s in STRINGS] + OTHER


def cases(documents, chance):
    """Endpoint, content type and body, over and over."""
    audio, lipsync, models = documents
    video, mix = '"video_url":"https://example.com/a.mp4"', values()
    for path, fields in (("/fal-ai/kling-video/video-to-audio", 4), ("/fal-ai/kling-video/lipsync/audio-to-video", 2)):
        for text in TEXTS:
            yield path, "application/json", text.encode()
        for _ in range(40 if fields == 4 else 15):
            names = ["video_url", "sound_effect_prompt", "background_music_prompt", "asmr_mode", "audio_url", "prompt"]
            chance.shuffle(names)
            members = ",".join(f'"{n}":{chance.choice(mix)}' for n in names[: chance.randrange(1, 6)])
            yield path, "application/json", ("{" + members + "}").encode()
    path = "/fal-ai/kling-video/video-to-audio"
    for value in NUMBERS + [json.dumps(s) for s in STRINGS[:14]] + OTHER[:9]:
        yield path, "application/json", f'{{{video},"asmr_mode":{value}}}'.encode()
    for unit in ("x", "é", "😀", "e\u0301", "\\ud83d\\ude00", "\\u0000"):
        for count in (100, 101, 200, 201):
            yield path, "application/json", f'{{{video},"background_music_prompt":"{unit * count}"}}'.encode()
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32-le", "latin-1"):
        yield path, "application/json", '{"video_url":"é"}'.encode(encoding)
        yield path, "application/json", '{"é":1 2}'.encode(encoding)
    yield path, "application/json", b"9" * 4301
    for type in JSON_TYPES:
        yield path, type, ("{" + video + "}").encode()
        yield path, type, b""
    for path, operations in models["paths"].items():
        reference = operations["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = models["components"]["schemas"][reference.rsplit("/", 1)[1]]
        names = schema["x-fal-order-properties"]
        special = [json.dumps(s) for s in DATES + URLS + IDS] if path == "/formats" else mix
        for name in names:
            for value in chance.sample(special, 16 if path == "/formats" else 12):
                yield path, "application/json", f'{{{REQUIRED.get(path, "")}"{name}":{value}}}'.encode()
        for _ in range(12):
            members = ",".join(f'"{n}":{chance.choice(special)}' for n in names if chance.random() < 0.8)
            yield path, "application/json", ("{" + members + "}").encode()
    yield "/formats", "application/json", f'{{"url":"{"x" * 2084}"}}'.encode()
    for children in ('[{"name":"b"}]', '[{"name":"b","children":[{},{"name":1}]}]', "{}"):
        yield "/tree", "application/json", f'{{"name":"a","children":{children}}}'.encode()


async def record():
    names = ("fal-ai/kling-video/video-to-audio.json", "fal-ai/kling-video/lipsync/audio-to-video.json")
    documents = [json.loads((OPENAPI / name).read_text()) for name in names]
    documents.append(json.loads((HERE / "models.json").read_text()))
    transport = httpx.ASGITransport(app=application(documents))
    lines, seen = [], set()
    async with httpx.AsyncClient(transport=transport, base_url="http://recorder") as client:
        for path, type, body in cases(documents, random.Random(2026)):
            if (path, type, body) in seen:
                continue
            seen.add((path, type, body))
            headers = {} if type is None else {"content-type": type}
            answer = await client.post(path, content=body, headers=headers)
            case = {"path": path}
            if type != "application/json":
                case["contentType"] = type
            try:
                case["body"] = body.decode("utf-8")
            except UnicodeDecodeError:
                case["base64"] = base64.b64encode(body).decode()
            case |= {"status": answer.status_code, "answer": json.loads(answer.content)}
            lines.append(json.dumps(case, ensure_ascii=False) + "\n")
    (HERE / "answers.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines)} answers")


asyncio.run(record())
