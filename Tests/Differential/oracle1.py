#!/usr/bin/env python3
"""As oracle.py, with pydantic 1: the words of the models that fal has not moved yet. Needs requirements1.txt.

    python oracle1.py DIRECTORY --seed 1 --models 40 --cases 60
"""
import argparse
import asyncio
import datetime
import enum
import json
import pathlib
import random
import uuid
from typing import Any, Dict, List, Literal, Optional, Union

import httpx
from fastapi import FastAPI, Response
from pydantic import BaseModel, Extra, Field, create_model

from inputs import Inputs, anything
from stored import CHOICES, WORDS, document


class Maker:
    """Makes models; the same seed makes the same ones."""

    def __init__(self, chance):
        self.chance = chance
        self.count = 0
        self.models = []

    def name(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def field(self, depth):
        """A type, and the constraints of its field."""
        c = self.chance
        kind = c.choice(["int", "float", "bool", "str", "text", "literal", "ints", "enum", "list", "model", "union", "dict", "any"])
        if kind in ("int", "float"):
            limits = {}
            if c.random() < 0.6:
                limits[c.choice(["ge", "gt"])] = c.choice([0, 1, -1] if kind == "int" else [0.5, 1.5, 0.05])
            if c.random() < 0.6:
                limits[c.choice(["le", "lt"])] = c.choice([4, 10, 255] if kind == "int" else [2.5, 10.25])
            if c.random() < 0.2:
                limits["multiple_of"] = c.choice([8, 3] if kind == "int" else [0.5, 0.1])
            return (int if kind == "int" else float), limits
        if kind == "bool":
            return bool, {}
        if kind == "str":
            return str, {}
        if kind == "text":
            limits = {k: v for k, v in (("min_length", c.choice([0, 1, 2])), ("max_length", c.choice([3, 10, 200])), ("regex", r"^\w+$")) if c.random() < 0.5}
            return str, limits
        if kind == "literal":
            return Literal[tuple(c.sample(CHOICES, c.randint(1, 4)))], {}
        if kind == "ints":
            return Literal[tuple(c.sample([0, 1, 2, 5, 720], c.randint(1, 3)))], {}
        if kind == "enum":
            values = c.choice([["a", "b"], ["x"], [1, 2]])
            return enum.Enum(self.name("Kind"), {f"m{i}": v for i, v in enumerate(values)}), {}
        if kind == "list" and depth < 3:
            limits = {k: v for k, v in (("min_items", 1), ("max_items", 2)) if c.random() < 0.4}
            return List[self.field(depth + 1)[0]], limits
        if kind == "model" and depth < 3:
            return self.model(depth + 1), {}
        if kind == "union" and depth < 3:
            # The document does not show Any among the branches, nor one of them twice.
            branches = {str(b): b for b in (self.field(depth + 1)[0] for _ in range(2)) if "Any" not in str(b)}
            return Union[tuple(branches.values()) or (str, int)], {}
        if kind == "dict" and depth < 3:
            return Dict[str, c.choice([str, int, Any])], {}
        return c.choice([Any, str]), {}

    def model(self, depth=0):
        c = self.chance
        if depth and self.models and c.random() < 0.3:
            return c.choice(self.models)
        fields = {}
        for word in c.sample(WORDS, c.randint(1, 4 if depth else 7)):
            kind, limits = self.field(depth)
            roll = c.random()
            if roll < 0.45:
                default = ...
            elif roll < 0.75:
                kind, default = Optional[kind], None
            else:
                default = {int: 3, float: 0.5, bool: True, str: "a fox"}.get(kind, ...)
            fields[word] = (kind, Field(default, **limits))

        class Config:
            extra = c.choice([Extra.ignore] * 5 + [Extra.forbid])

        made = create_model(self.name("Model"), __config__=Config, **fields)
        self.models.append(made)
        return made


def application(models):
    app = FastAPI()
    for endpoint, model in models.items():

        def handler(input):
            return Response(b"{}", media_type="application/json")

        handler.__annotations__ = {"input": model}
        app.add_api_route(f"/{endpoint}", handler, methods=["POST"], response_model=None)
    return app


async def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("directory", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--models", type=int, default=40)
    arguments.add_argument("--cases", type=int, default=60)
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    (options.directory / "openapi").mkdir(parents=True, exist_ok=True)
    models, documents = {}, {}
    while len(models) < options.models:
        endpoint = f"acme/old-{options.seed}-{len(models)}"
        try:
            model = Maker(chance).model()
            made = document(endpoint, model.schema(ref_template="#/components/schemas/{model}"), chance, is_old=True)
        except Exception as error:  # some constraints are for no type
            print(f"skipped: {type(error).__name__}: {str(error)[:100]}")
            continue
        models[endpoint], documents[endpoint] = model, made
        (options.directory / "openapi" / (endpoint.replace("/", "__") + ".json")).write_text(json.dumps(made, ensure_ascii=False, indent=1))
    lines = []
    transport = httpx.ASGITransport(app=application(models), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://oracle") as client:
        for endpoint, made in documents.items():
            schemas = made["components"]["schemas"]
            reference = made["paths"][f"/{endpoint}"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
            inputs = Inputs(schemas, chance)
            for number in range(options.cases):
                wrong = chance.choice([0.0, 0.03, 0.1, 0.3])
                body = inputs.object(schemas[reference.rsplit("/", 1)[1]], wrong, 0) if number % 15 else anything(chance)
                answer = await client.post(f"/{endpoint}", content=body.encode("utf-8", "surrogatepass"), headers={"content-type": "application/json"})
                if answer.status_code == 500:  # infinities, which FastAPI of those days could not write
                    continue
                lines.append(json.dumps({"endpoint": endpoint, "body": body, "status": answer.status_code, "answer": answer.text}, ensure_ascii=False) + "\n")
    (options.directory / "cases.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(models)} models, {len(lines)} cases")


asyncio.run(main())
