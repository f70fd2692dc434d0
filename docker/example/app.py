"""Asks fal for a sound track, as in fal's own example, and fetches it. Nothing here knows of an emulator."""

import urllib.request

import fal_client


def main():
    result = fal_client.subscribe(
        "fal-ai/kling-video/video-to-audio",
        arguments={
            "video_url": "https://storage.googleapis.com/falserverless/model_tests/kling/"
            "kling-v2.5-turbo-pro-image-to-video-output.mp4"
        },
        with_logs=True,
        on_queue_update=lambda update: print(type(update).__name__, flush=True),
    )
    with urllib.request.urlopen(result["video"]["url"], timeout=30) as answer:
        print(result["video"]["url"], len(answer.read()), "bytes")


main()
