"""Every kind of upload of fal-client; prints what came of each as JSON."""

import watched  # isort: skip

import asyncio
import json
import os
import pathlib
import tempfile
import urllib.request

import fal_client

ENDPOINT = "fal-ai/kling-video/video-to-audio"
CLIP = pathlib.Path(__file__).parents[3] / "fixtures/media/video-to-audio/input.mp4"
told = {}


def back(url):
    with urllib.request.urlopen(url) as answer:
        return answer.headers["content-type"], answer.read()


def tell(name, url, content, content_type):
    told[name] = [url.split("/")[2], back(url) == (content_type, content)]


class Picture:
    """As much of a PIL image as fal-client asks for; the bytes are nobody's business."""

    def save(self, file, format):
        file.write(format.encode() + b" picture")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "clip.mp4")
    part = bytes(range(256)) * 4096 * 5  # 5 MiB
    with open(path, "wb") as file:
        file.write(CLIP.read_bytes())
    url = fal_client.upload(b"bytes", "application/octet-stream", file_name="a.bin")
    tell("bytes", url, b"bytes", "application/octet-stream")
    url = fal_client.upload_file(path)
    tell("file", url, CLIP.read_bytes(), "video/mp4")
    told["as an input"] = sorted(fal_client.subscribe(ENDPOINT, arguments={"video_url": url}))
    tell("image", fal_client.upload_image(Picture(), format="png"), b"png picture", "image/png")
    tell("async", asyncio.run(fal_client.upload_async(b"later", "text/plain")), b"later", "text/plain")
    with open(path, "wb") as file:
        for _ in range(21):  # 105 MiB: above the client's own threshold, in eleven parts at once
            file.write(part)
    tell("multipart", fal_client.upload_file(path), part * 21, "video/mp4")
print(json.dumps(told))
