"""Documents of endpoints as fal publishes them and its store keeps them."""

WORDS = "prompt seed image_url video_url strength guidance_scale num_images format type enum x style mask points loras weight rgb label size voice".split()
CHOICES = ["square_hd", "square", "portrait_4_3", "auto", "16:9", "1", "5", "it's", 'say "hi"', "b\\c", "é", "line\nbreak", "", " blank ", "None", "true"]


def document(endpoint, schema, chance, is_old=False):
    """The document of an endpoint as fal publishes it, and the store keeps it."""
    schemas = schema.pop("definitions" if is_old else "$defs", {})
    name = "".join(part.title() for part in endpoint.split("/")[-1].replace("-", " ").split()) + "Input"
    schemas = {key: ordered(value) for key, value in schemas.items()}
    schemas[name] = ordered(schema)
    # fal's file, by which the two versions of pydantic are told apart: the first does not show that a field may be null.
    text = {"type": "string"} if is_old else {"anyOf": [{"type": "string"}, {"type": "null"}]}
    file = {"type": "object", "title": "File", "properties": {"url": {"type": "string"}, "content_type": text}, "required": ["url"]}
    reference = {"$ref": "#/components/schemas/File"}
    schemas["File"] = file
    schemas["Out"] = {"type": "object", "title": "Out", "required": ["file"], "properties": {"file": {"allOf": [reference]} if is_old else reference}}
    body = lambda ref: {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{ref}"}}}}
    result = {
        "openapi": "3.0.4",
        "info": {"title": f"Queue OpenAPI for {endpoint}", "version": "1.0.0", "x-fal-metadata": {"endpointId": endpoint, "category": "text-to-image"}},
        "components": {"schemas": schemas},
        "paths": {
            f"/{endpoint}": {"post": {"requestBody": {"required": True} | body(name), "responses": {"200": {"description": ""} | body("Out")}}},
            f"/{endpoint}/requests/{{request_id}}": {"get": {"responses": {"200": {"description": ""} | body("Out")}}},
        },
    }
    return stored(result, chance)


def ordered(schema):
    if "properties" in schema:
        schema = schema | {"x-fal-order-properties": list(schema["properties"])}
    return schema


def stored(value, chance):
    """As the store writes it: keys in no order, integral floats as integers, null defaults left out."""
    if isinstance(value, dict):
        members = [(k, stored(v, chance)) for k, v in value.items() if not (k == "default" and v is None)]
        if "x-fal-order-properties" in value or "type" in value or all(isinstance(v, dict) for v in value.values()):
            chance.shuffle(members)
        return dict(members)
    if isinstance(value, list):
        return [stored(v, chance) for v in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value
