// Uploads as @fal-ai/client 1.10.1 does them (`storage.ts`, `request.ts`, `auth.ts`), from Node's own fetch: JSON goes to the
// REST host or to a proxy, content goes straight to the URL that came back, with no header but its type.
const [, , way, base, key] = process.argv;

async function ask(method, url, body) {
  const proxied = way === "proxy";
  // The client writes fal's own hosts into the header.
  const target = url.replace(`${base}/rest`, "https://rest.fal.ai").replace(`${base}/queue`, "https://queue.fal.run");
  const response = await fetch(proxied ? `${base}/api/fal/proxy` : url, {
    method,
    headers: {
      Accept: "application/json", "Content-Type": "application/json", Authorization: `Key ${key}`,
      ...(proxied ? { "x-fal-target-url": target } : {}),
    },
    body: body && JSON.stringify(body),
  });
  return handle(response);
}

async function handle(response) {
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok) throw new Error(`${response.status} ${response.statusText} ${await response.text()}`);
  return type.includes("application/json") ? response.json() : response.text();
}

async function upload(blob, name) {
  const { upload_url, file_url } = await ask("POST", `${base}/rest/storage/upload/initiate?storage_type=fal-cdn-v3`, {
    content_type: blob.type, file_name: name,
  });
  await handle(await fetch(upload_url, { method: "PUT", body: blob, headers: { "Content-Type": blob.type } }));
  return { upload_url, file_url };
}

async function uploadInParts(blob, name) {
  const { upload_url, file_url } = await ask(
    "POST", `${base}/rest/storage/upload/initiate-multipart?storage_type=fal-cdn-v3`,
    { content_type: blob.type, file_name: name },
  );
  const url = new URL(upload_url);
  const size = 10 * 1024 * 1024;
  const parts = [];
  for (let start = 0, number = 1; start < blob.size; start += size, number++) {
    const response = await fetch(`${url.origin}${url.pathname}/${number}${url.search}`, {
      method: "PUT", body: blob.slice(start, Math.min(start + size, blob.size)),
    });
    const { partNumber, etag } = await handle(response);
    parts.push({ partNumber, etag });
  }
  await handle(await fetch(`${url.origin}${url.pathname}/complete${url.search}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ parts }),
  }));
  return { upload_url, file_url };
}

const small = await upload(new Blob(["hello world"], { type: "text/plain" }), "notes.txt");
const bytes = new Uint8Array(25 * 1024 * 1024).map((_, index) => (index * 31) >> 7);
const large = await uploadInParts(new Blob([bytes], { type: "video/mp4" }), "long.mp4");

const [first, second] = await Promise.all([small, large].map((one) => fetch(one.file_url)));
const contents = [await first.arrayBuffer(), await second.arrayBuffer()];
if (Buffer.compare(Buffer.from(contents[1]), Buffer.from(bytes)) !== 0) throw new Error("the parts are not in order");

const id = "fal-ai/kling-video";
const submitted = await ask("POST", `${base}/queue/${id}/video-to-audio`, { video_url: large.file_url });
const token = await ask("POST", `${base}/rest/tokens/`, { allowed_apps: ["kling-video"], token_expiration: 120 });
const stream = await fetch(`${base}/queue/${id}/requests/${submitted.request_id}/status/stream?fal_jwt_token=${token}`);
await stream.text();
const result = await ask("GET", `${base}/queue/${id}/requests/${submitted.request_id}`);

const foreign = await fetch(small.upload_url.slice(0, -3) + "abc", { method: "PUT", body: "x" });

console.log(JSON.stringify({
  urls: [small, large].flatMap((one) => [one.upload_url, one.file_url]),
  sizes: contents.map((content) => content.byteLength),
  types: [first, second].map((response) => response.headers.get("content-type")),
  run: Object.keys(result), stream: stream.headers.get("content-type"), foreign: foreign.status,
}));
