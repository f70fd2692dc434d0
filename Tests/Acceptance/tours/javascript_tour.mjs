// What @fal-ai/client 1.10.1 does on the wire, with Node's own fetch; prints what came of each thing as JSON. Written from the
// client's source, since its package cannot be installed here: dispatchRequest, queue.ts, storage.ts, streaming.ts, retry.ts.
//
// With the argument `proxy` as with `proxyUrl: { url, when: "always" }`, else as without.

import { readFile } from "node:fs/promises";

const proxy = process.argv[2] === "proxy" ? `${process.env.FALSEWORK_URL}/api/fal/proxy` : undefined;
const endpoint = "fal-ai/kling-video/video-to-audio";
const input = { video_url: "https://example.com/a.mp4" };
const rest = "https://rest.fal.ai";
const told = {};

class ApiError extends Error {
  constructor(message, status, body, requestId, timeoutType) {
    super(message);
    Object.assign(this, { status, body, requestId, timeoutType });
  }
}

async function read(response) {
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok) {
    const body = type.includes("application/json") ? await response.json() : undefined;
    throw new ApiError(body?.message || response.statusText, response.status, body,
      response.headers.get("x-fal-request-id"), response.headers.get("x-fal-request-timeout-type"));
  }
  return type.includes("application/json") ? response.json() : response.text();
}

async function dispatch(method, url, { input, headers = {}, retry = [429, 502, 503, 504], key = process.env.FAL_KEY, ...options } = {}) {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(proxy ?? url, {
        ...options,
        method,
        headers: {
          ...(key ? { Authorization: `Key ${key}` } : {}),
          Accept: "application/json",
          "Content-Type": "application/json",
          "User-Agent": "@fal-ai/client/1.10.1",
          ...(proxy ? { "x-fal-target-url": url } : {}),
          ...headers,
        },
        mode: "cors",
        body: method !== "GET" && input ? JSON.stringify(input) : undefined,
      });
      return options.raw ? response : await read(response);
    } catch (error) {
      const isTransport = error instanceof TypeError && /fetch failed/.test(error.message);
      const isUserTimeout = error.status === 504 && error.timeoutType === "user";
      if (attempt === 3 || isUserTimeout || !(isTransport || retry.includes(error.status))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const queue = (path) => `https://queue.fal.run/${path}`;
const operation = (id, rest = "") => queue(`fal-ai/kling-video/requests/${id}${rest}`);
const submit = (input, headers = {}, query = "") =>
  dispatch("POST", queue(endpoint) + query, { input, headers: { ...headers, "x-fal-queue-priority": "normal" } });
const failure = (promise) => promise.then(() => "no failure", (error) => [error.status ?? error.name, error.message, error.body?.detail]);

async function poll(id, logs, statuses = []) {
  for (;;) {
    const update = await dispatch("GET", operation(id, `/status?logs=${logs}`), { retry: [429, 500, 502, 503, 504] });
    if (statuses.at(-1) !== update.status) statuses.push(update.status);
    if (update.status === "COMPLETED") return { statuses, update };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function subscribe(input, headers) {
  const { request_id: id } = await submit(input, headers);
  const { statuses } = await poll(id, 1);
  return { id, statuses, data: await dispatch("GET", operation(id)) };
}

// fal.run and fal.subscribe
told.run = Object.keys(await dispatch("POST", `https://fal.run/${endpoint}`, { input }));
const done = await subscribe(input);
told.subscribe = [done.statuses.at(-1), Object.keys(done.data)];
const response = await dispatch("GET", operation(done.id), { raw: true });
told.requestId = response.headers.get("x-fal-request-id") === done.id;
told.logs = (await poll(done.id, 1)).update.logs.map((log) => typeof log.message)[0];
told.noLogs = (await poll(done.id, 0)).update.logs;

// An output, as the browser or a download would fetch it
const output = await fetch(done.data.video.url);
told.output = [new URL(done.data.video.url).hostname, output.headers.get("content-type"), (await output.arrayBuffer()).byteLength ===
  done.data.video.file_size];

// queue.streamStatus with server-sent events
const { request_id: streamed } = await submit(input);
const stream = await dispatch("GET", operation(streamed, "/status/stream?logs=1"), { raw: true, headers: { accept: "text/event-stream" } });
told.streamType = stream.headers.get("content-type").split(";")[0];
let text = "";
for await (const piece of stream.body.pipeThrough(new TextDecoderStream())) text += piece;
const events = text.split("\n\n").filter((frame) => frame.startsWith("data: ")).map((frame) => JSON.parse(frame.slice(6)));
told.stream = [events.at(-1).status, events.every((event) => event.request_id === streamed)];

// queue.cancel, and an abort signal
const { request_id: victim } = await submit(input, { "x-falsework-scenario": "stuck_in_queue" });
told.cancel = (await dispatch("PUT", operation(victim, "/cancel"))).status;
const controller = new AbortController();
const aborted = failure(dispatch("POST", `https://fal.run/${endpoint}`, {
  input, signal: controller.signal, headers: { "x-falsework-scenario": "stuck_in_progress" },
}));
controller.abort();
told.aborted = (await aborted)[0];

// Retries and errors
told.retried = Object.keys((await subscribe(input, { "x-falsework-scenario": "ingress_502; times=2" })).data);
told["401"] = await failure(dispatch("POST", queue(endpoint), { input, key: "invalid:key" }));
told["404"] = await failure(dispatch("POST", "https://fal.run/nobody/nothing", { input }));
told["422"] = (await failure(subscribe({})))[2][0].loc;
told.timeout = await failure(subscribe(input, { "x-falsework-scenario": "stuck_in_queue", "x-fal-request-timeout": "0.2" }));
told.token = typeof (await dispatch("POST", `${rest}/tokens/`, { input: { allowed_apps: ["kling-video"], token_expiration: 120 } })
  .catch((error) => error.status));

// Whatever else an application does with fetch
const request = new Request(`https://fal.run/${endpoint}`, {
  method: "POST", headers: { Authorization: `Key ${process.env.FAL_KEY}`, "content-type": "application/json" },
  body: JSON.stringify(input),
});
told.request = (await fetch(request)).status;
const blob = new Blob([JSON.stringify(input)], { type: "application/json" });
told.blob = (await fetch(new URL(`https://fal.run/${endpoint}`), {
  method: "POST", body: blob, headers: { Authorization: `Key ${process.env.FAL_KEY}` },
})).status;

const back = async (url) => {
  const answer = await fetch(url);
  return [answer.headers.get("content-type"), Buffer.from(await answer.arrayBuffer())];
};
// storage.upload: one PUT, which never goes through the proxy
const clip = await readFile(new URL("../../../fixtures/media/video-to-audio/input.mp4", import.meta.url));
const small = await dispatch("POST", `${rest}/storage/upload/initiate?storage_type=fal-cdn-v3`, {
  input: { content_type: "video/mp4", file_name: "a.mp4" }, headers: { "X-Fal-Object-Lifecycle": '{"expiration_duration_seconds":60}' },
});
await read(await fetch(small.upload_url, { method: "PUT", body: new Blob([clip]), headers: { "Content-Type": "video/mp4" } }));
const [type, bytes] = await back(small.file_url);
told.upload = [type, bytes.equals(clip)];
told.asInput = Object.keys((await subscribe({ video_url: small.file_url })).data);
// above 90 MiB: parts of 10 MiB one after another, whose answers' bodies name the etag
const large = Buffer.alloc(91 * 1024 * 1024, "multipart ");
const many = await dispatch("POST", `${rest}/storage/upload/initiate-multipart?storage_type=fal-cdn-v3`, {
  input: { content_type: "video/mp4", file_name: "a.mp4" },
});
const place = new URL(many.upload_url);
const parts = [];
for (let number = 1; (number - 1) * 10 * 1024 * 1024 < large.length; number++) {
  const body = new Blob([large]).slice((number - 1) * 10 * 1024 * 1024, number * 10 * 1024 * 1024);
  const { partNumber, etag } = await read(await fetch(`${place.origin}${place.pathname}/${number}${place.search}`, { method: "PUT", body }));
  parts.push({ partNumber, etag });
}
await read(await fetch(`${place.origin}${place.pathname}/complete${place.search}`, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ parts }),
}));
const [largeType, largeBytes] = await back(many.file_url);
told.multipart = [largeType, largeBytes.equals(large)];
console.log(JSON.stringify(told));
