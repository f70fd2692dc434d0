#!/usr/bin/env python3
"""Makes random models, asks FastAPI, pydantic and fal's SDK what they answer to random bodies, and writes documents and cases.

    python oracle.py DIRECTORY --seed 1 --models 40 --cases 60

DIRECTORY/openapi gets a document for each model, DIRECTORY/cases.jsonl a case a line: `endpoint`, `body`, `status`, `answer`
(the bytes as text), and for what was accepted `coerced`, where JSON can hold it. `compare.py` puts the cases to an emulator.
Needs requirements.txt.
"""
import argparse
import asyncio
import json
import pathlib
import random
import warnings

import fal
import httpx
from fastapi import Response
from fastapi.logger import logger

from inputs import Inputs, anything
from models import Maker
from stored import document

warnings.simplefilter("ignore")
logger.disabled = True  # fal warns about the lifespan, which nothing here has


class Oracle(fal.App):
    @fal.endpoint("/")
    def unused(self) -> None:
        pass


def application(models):
    app = Oracle(_allow_init=True)._build_app()
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
        endpoint = f"acme/random-{options.seed}-{len(models)}"
        try:
            model = Maker(chance).model(top=True)
            made = document(endpoint, model.model_json_schema(ref_template="#/components/schemas/{model}"), chance)
        except Exception as error:  # some combinations are none: a pattern that is no default's, a union of one model twice
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
            schema = schemas[reference.rsplit("/", 1)[1]]
            inputs = Inputs(schemas, chance)
            for number in range(options.cases):
                wrong = chance.choice([0.0, 0.03, 0.1, 0.3])
                body = inputs.object(schema, wrong, 0) if number % 15 else anything(chance)
                answer = await client.post(f"/{endpoint}", content=body.encode("utf-8", "surrogatepass"), headers={"content-type": "application/json"})
                lines.append(json.dumps({"endpoint": endpoint, "body": body, "status": answer.status_code, "answer": answer.text}, ensure_ascii=False) + "\n")
    (options.directory / "cases.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(models)} models, {len(lines)} cases")


asyncio.run(main())
