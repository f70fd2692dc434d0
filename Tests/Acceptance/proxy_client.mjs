// Speaks to a proxy as @fal-ai/client 1.10 does with `proxyUrl: { url, when: "always" }`: same method, body and headers,
// the real URL in x-fal-target-url. Prints what it saw as JSON.
const [proxy, video] = process.argv.slice(2);

async function dispatch(method, target, body) {
  const answer = await fetch(proxy, {
    method,
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "User-Agent": "@fal-ai/client/1.10.1",
      "x-fal-target-url": target,
      ...(method === "POST" ? { "x-fal-queue-priority": "normal" } : {}),
    },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

const queue = "https://queue.fal.run/fal-ai/kling-video";
const submitted = await (await dispatch("POST", `${queue}/video-to-audio`, { video_url: video })).json();
const states = [];
let logs = 0;
for (;;) {
  const update = await (await dispatch("GET", `${queue}/requests/${submitted.request_id}/status?logs=1`)).json();
  if (states.at(-1) !== update.status) states.push(update.status);
  logs = (update.logs ?? []).map((log) => log.message).length;
  if (update.status === "COMPLETED") break;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
const result = await (await dispatch("GET", `${queue}/requests/${submitted.request_id}`)).json();
const bytes = (await (await fetch(result.video.url)).arrayBuffer()).byteLength;
console.log(JSON.stringify({ states, logs, result, bytes }));
