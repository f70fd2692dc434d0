"""What an application does with fal-client, in one process; prints what came of each thing as JSON."""

import watched  # isort: skip

import asyncio
import concurrent.futures
import http.server
import json
import threading

import fal_client

ENDPOINT = "fal-ai/kling-video/video-to-audio"
LIPSYNC = "fal-ai/kling-video/lipsync/audio-to-video"
VIDEO = {"video_url": "https://example.com/a.mp4"}
STUCK = {"x-falsework-scenario": "stuck_in_queue"}
ENDLESS = {"x-falsework-scenario": "stuck_in_progress"}
told = {}


def failure(call):
    try:
        call()
    except fal_client.FalClientHTTPError as error:
        return [error.status_code, error.error_type, error.response.json()["detail"]]
    except fal_client.FalClientTimeoutError as error:
        return [str(error.request_id) != "None", "timeout"]
    return "no failure"


def hook():
    """A receiver of one webhook: its URL, and what it gets."""
    got = concurrent.futures.Future()

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.end_headers()
            got.set_result([json.loads(body)["status"], len(self.headers["x-fal-webhook-signature"])])

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/hook", got


def updates(call):
    names = []
    call(lambda update: names[-1:] == [type(update).__name__] or names.append(type(update).__name__))
    return names


def synchronous():
    told["run"] = sorted(fal_client.run(ENDPOINT, arguments=VIDEO))
    handle = fal_client.submit(ENDPOINT, arguments=VIDEO, priority="low", hint="same-runner", start_timeout=30)
    told["hosts"] = [handle.status_url.split("/")[2], handle.get()["video"]["url"].split("/")[2]]
    told["status"] = type(fal_client.status(ENDPOINT, handle.request_id, with_logs=True)).__name__
    told["result again"] = fal_client.result(ENDPOINT, handle.request_id) == handle.get()
    told["events"] = updates(lambda note: [note(e) for e in fal_client.submit(LIPSYNC, arguments=VIDEO | {
        "audio_url": "https://example.com/a.mp3"}).iter_events(with_logs=True, interval=0.01)])
    told["subscribe"] = updates(lambda note: fal_client.subscribe(ENDPOINT, arguments=VIDEO, with_logs=True,
                                                                  on_queue_update=note, interval=0.01))
    victim = fal_client.submit(ENDPOINT, arguments=VIDEO, headers=STUCK)
    victim.cancel()
    told["cancelled"] = victim.status().error_type
    url, got = hook()
    fal_client.submit(ENDPOINT, arguments=VIDEO, webhook_url=url)
    told["webhook"] = got.result(timeout=20)
    told["client timeout"] = failure(lambda: fal_client.subscribe(ENDPOINT, VIDEO, headers=ENDLESS, client_timeout=1.1))
    told["start timeout"] = failure(lambda: fal_client.subscribe(ENDPOINT, VIDEO, headers=STUCK, start_timeout=1.1))
    told["422"] = failure(lambda: fal_client.subscribe(ENDPOINT, arguments={}))
    told["404"] = failure(lambda: fal_client.run("nobody/nothing", arguments={}))
    told["401"] = failure(lambda: fal_client.SyncClient(key="invalid:key").submit(ENDPOINT, arguments=VIDEO))


async def asynchronous():
    told["async run"] = sorted(await fal_client.run_async(ENDPOINT, arguments=VIDEO))
    handle = await fal_client.submit_async(ENDPOINT, arguments=VIDEO, priority="low")
    names = [type(event).__name__ async for event in handle.iter_events(with_logs=True, interval=0.01)]
    told["async events"] = sorted(set(names))
    victim = await fal_client.submit_async(ENDPOINT, arguments=VIDEO, headers=STUCK)
    await victim.cancel()
    told["async cancelled"] = (await victim.status()).error_type
    try:
        await fal_client.subscribe_async(ENDPOINT, arguments={})
    except fal_client.FalClientHTTPError as error:
        told["async 422"] = error.status_code
    try:
        await fal_client.subscribe_async(ENDPOINT, arguments=VIDEO, headers=ENDLESS, client_timeout=1.1)
    except fal_client.FalClientTimeoutError:
        told["async client timeout"] = True
    results = await asyncio.gather(*(fal_client.subscribe_async(ENDPOINT, arguments=VIDEO) for _ in range(50)))
    told["fifty"] = len({result["video"]["url"] for result in results})


synchronous()
asyncio.run(asynchronous())
print(json.dumps(told))
