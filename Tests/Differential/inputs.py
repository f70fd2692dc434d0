"""Bodies to send to a model: right ones, nearly right ones, and anything."""
import json
import random

NUMBERS = ["0", "1", "-1", "-0", "2", "3", "4", "5", "8", "10", "65", "255", "2049", "0.0", "1.0", "-0.0", "0.5", "2.0", "2.5", "0.05", "0.15",
           "1e-7", "1e16", "1e19", "1e400", "NaN", "-Infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
           "18446744073709551616", "1.0000000000000001", "720"]
STRINGS = ["", "x", "xy", "abc", "ABC", "a fox", "auto", "square", "it's", "é", "1", "5", "1.0", " 5 ", "0.5", "true", "YES", "off", "nan", "inf", "1e3",
           "#a1B2c3", "speaker_1", "line\nbreak", "x" * 11, "x" * 201, "😀😀", "e\u0301", "None", "2026-01-02", "2026-01-02T03:04:05Z", "86400",
           "http://example.com/a.mp4", "https://exämple.com:99999/", "ftp://x", "data:x", "12345678-1234-4234-8234-123456789012", "circle", "\u0000", "١"]
OTHER = ["null", "true", "false", "[]", "{}", "[1]", '["x"]', '["a","b","a"]', "[1,2,3]", "[0.5,true]", '{"a":1}', '{"type":"circle"}', '{"type":null}',
         '{"kind":"rect","x":1}', '[[1]]', '[null]', '"\\ud800"', '{"_sa_x":1,"y":[{"_sa":2}]}', '[{}]', '{"width":1,"height":"2"}']


def anything(chance):
    roll = chance.random()
    if roll < 0.35:
        return chance.choice(NUMBERS)
    if roll < 0.75:
        return json.dumps(chance.choice(STRINGS), ensure_ascii=False)
    return chance.choice(OTHER)


class Inputs:
    """Writes bodies for a JSON schema."""

    def __init__(self, schemas, chance):
        self.schemas = schemas
        self.chance = chance

    def value(self, schema, wrong, depth=0):
        """A value's text; `wrong` is how likely each part is anything."""
        c = self.chance
        if c.random() < wrong or depth > 5:
            return anything(c)
        if "$ref" in schema:
            return self.value(self.schemas[schema["$ref"].rsplit("/", 1)[1]], wrong, depth)
        for key in ("anyOf", "oneOf", "allOf"):
            if key in schema:
                return self.value(c.choice(schema[key]), wrong, depth + 1)
        if "const" in schema:
            return json.dumps(schema["const"], ensure_ascii=False)
        if "enum" in schema:
            return json.dumps(c.choice(schema["enum"]), ensure_ascii=False)
        kind = schema.get("type")
        if kind == "object":
            return self.object(schema, wrong, depth)
        if kind == "array":
            return self.array(schema, wrong, depth)
        if kind == "integer":
            return self.number(schema, c.choice([0, 1, 1, 8, 24]))
        if kind == "number":
            return self.number(schema, c.choice([0.5, 1, 2.5, 0.25]))
        if kind == "boolean":
            return c.choice(["true", "false", '"yes"', "1"])
        if kind == "null":
            return "null"
        if kind == "string":
            return json.dumps(c.choice(STRINGS), ensure_ascii=False)
        return anything(c)

    def number(self, schema, usual):
        c = self.chance
        near = [schema[k] + d for k in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
                if isinstance(schema.get(k), (int, float)) and not isinstance(schema.get(k), bool) for d in (-1, 0, 1, 0.001)]
        number = c.choice(near) if near and c.random() < 0.7 else usual
        if schema["type"] == "integer" and c.random() < 0.9:
            number = int(number)
        text = json.dumps(number)
        return json.dumps(text) if c.random() < 0.1 else text

    def array(self, schema, wrong, depth):
        c = self.chance
        if "prefixItems" in schema:
            items = [self.value(s, wrong, depth + 1) for s in schema["prefixItems"]]
            if c.random() < 0.2:
                items = items[:-1] if c.random() < 0.5 else items + ["1"]
        else:
            items = [self.value(schema.get("items", {}), wrong, depth + 1) for _ in range(c.choice([0, 1, 1, 2, 2, 3, 4]))]
            if items and c.random() < 0.2:
                items.append(items[0])
        return "[" + ",".join(items) + "]"

    def object(self, schema, wrong, depth):
        c = self.chance
        members = []
        for name, property in schema.get("properties", {}).items():
            if c.random() < (0.9 if name in schema.get("required", []) else 0.6):
                members.append((name, self.value(property, wrong, depth + 1)))
        if not schema.get("properties"):
            values = schema.get("additionalProperties")
            for key in c.sample(["a", "b", "k é", "_sa"], c.randint(0, 2)):
                members.append((key, self.value(values if isinstance(values, dict) else {}, wrong, depth + 1)))
        elif c.random() < 0.15:
            members.append((c.choice(["extra", "_sa", "Prompt", "é"]), anything(c)))
        c.shuffle(members)
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{v}" for k, v in members) + "}"
