"""Random pydantic 2 models with the constructs that fal's documents have, and documents of them as fal's store keeps them."""
import datetime
import enum
import random
from typing import Annotated, Any, Dict, List, Literal, Optional, Set, Tuple, Union

from pydantic import UUID4, AnyUrl, BaseModel, ConfigDict, Field, HttpUrl, create_model

from stored import CHOICES, WORDS

PATTERNS = [r"^\w+$", r"^[a-z0-9_-]{1,8}$", r"\d+", r"^#[0-9A-Fa-f]{6}$", r"^(speaker|voice)_\d$", r"^.*$", r"(?i)^abc$"]


class Maker:
    """Makes models; the same seed makes the same ones."""

    def __init__(self, chance: random.Random):
        self.chance = chance
        self.count = 0
        self.models = []
        self.enums = []

    def name(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def numbers(self, kind):
        c, limits = self.chance, {}
        low, high = sorted((c.choice([-10, -1, 0, 1, 2, 64]), c.choice([1, 4, 10, 50, 255, 2048])))
        if kind is float:
            low, high = c.choice([low, low + 0.5, 0.05, 1e-6]), c.choice([high, high + 0.25, 1e16, 1.0])
        if c.random() < 0.5:
            limits[c.choice(["ge", "ge", "gt"])] = low
        if c.random() < 0.5:
            limits[c.choice(["le", "le", "lt"])] = high
        if c.random() < 0.2:
            limits["multiple_of"] = c.choice([8, 4, 3, 1]) if kind is int else c.choice([0.05, 0.1, 0.5, 8.0])
        return Annotated[kind, Field(**limits)] if limits else kind

    def scalar(self):
        c = self.chance
        kind = c.choice(["int", "float", "bool", "str", "str", "text", "literal", "literal", "ints", "const", "special", "enum"])
        if kind == "int":
            return self.numbers(int)
        if kind == "float":
            return self.numbers(float)
        if kind == "bool":
            return bool
        if kind == "str":
            return str
        if kind == "text":
            limits = {}
            if c.random() < 0.6:
                limits["max_length"] = c.choice([0, 1, 3, 10, 200])
            if c.random() < 0.4:
                limits["min_length"] = c.choice([0, 1, 2])
            if c.random() < 0.3:
                limits["pattern"] = c.choice(PATTERNS)
            return Annotated[str, Field(**limits)] if limits else str
        if kind == "literal":
            return Literal[tuple(c.sample(CHOICES, c.randint(1, 5)))]
        if kind == "ints":
            return Literal[tuple(c.sample([0, 1, 2, 5, 10, -1, 720], c.randint(1, 4)))]
        if kind == "const":
            return Literal[c.choice(["auto", "x", 1])]
        if kind == "enum":
            return self.enumeration() if c.random() < 0.4 else bool
        return c.choice([Any, UUID4, HttpUrl, AnyUrl, datetime.date, datetime.datetime, bytes, Dict[str, Any]])

    def enumeration(self):
        values = self.chance.choice([["a", "b"], ["x"], [1, 2], ["it's", "é"]])
        made = enum.Enum(self.name("Kind"), {f"m{i}": v for i, v in enumerate(values)})
        self.enums.append(made)
        return made

    def type(self, depth=0):
        c = self.chance
        roll = c.random()
        if depth > 2 or roll < 0.5:
            return self.scalar()
        if roll < 0.62:
            return self.container(depth)
        if roll < 0.74:
            return self.model(depth + 1)
        if roll < 0.78:
            return self.tagged(depth + 1)
        if roll < 0.9:
            # Two branches of one schema are one in the document.
            branches = {str(kind): kind for kind in (self.branch(depth + 1) for _ in range(c.randint(2, 3)))}
            return Union[tuple(branches.values())]
        return Optional[self.type(depth + 1)]

    def branch(self, depth):
        roll = self.chance.random()
        if roll < 0.35:
            return self.scalar()
        if roll < 0.6:
            return self.model(depth)
        return self.container(depth)

    def container(self, depth):
        c = self.chance
        roll = c.random()
        if roll < 0.6:
            inner = List[self.type(depth + 1)]
        elif roll < 0.68:
            inner = Set[c.choice([str, int, Literal["a", "b", "c"], float])]
        elif roll < 0.82:
            inner = Tuple[tuple(self.scalar() for _ in range(c.randint(1, 3)))]
            return inner
        else:
            return Dict[str, self.type(depth + 1)]
        limits = {}
        if c.random() < 0.3:
            limits["min_length"] = c.choice([1, 2])
        if c.random() < 0.3:
            limits["max_length"] = c.choice([1, 2, 3])
        return Annotated[inner, Field(**limits)] if limits else inner

    def tagged(self, depth):
        c = self.chance
        tag = c.choice(["type", "kind"])
        branches = []
        for value in c.sample(["circle", "rect", "it's", "line"], 2):
            branches.append(self.model(depth, {tag: (Literal[value], ...)}))
        return Annotated[Union[tuple(branches)], Field(discriminator=tag)]

    def model(self, depth=0, extra_fields=None, top=False):
        c = self.chance
        if self.models and not top and not extra_fields and c.random() < 0.3:
            return c.choice(self.models)
        fields = dict(extra_fields or {})
        for word in c.sample(WORDS, c.randint(1, 7 if top else 4)):
            if word in fields:
                continue
            kind = self.type(depth)
            fields[word] = (kind, self.default(kind))
        config = ConfigDict(extra=c.choice(["ignore"] * 6 + ["forbid", "allow"]))
        made = create_model(self.name("Model"), __config__=config, **fields)
        if not extra_fields:
            self.models.append(made)
        return made

    def default(self, kind):
        c = self.chance
        if c.random() < 0.35:
            return ...
        text = str(kind)
        if "Optional" in text or c.random() < 0.3:
            return None if "Optional" in text else Field(default_factory=list) if text.startswith("typing.List") else ...
        if kind is int:
            return c.choice([0, 3, -1])
        if kind is float:
            return c.choice([0.5, 1.0, 7.5])
        if kind is bool:
            return c.random() < 0.5
        if kind is str:
            return c.choice(["", "a fox"])
        return ...
