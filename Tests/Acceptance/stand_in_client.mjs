// Stands in for @fal-ai/client, which CI cannot install, in the README's JavaScript example: the calls that the example makes,
// on the wire as @fal-ai/client 1.10.1 makes them with `proxyUrl: { url, when: "always" }`.
let proxy;

async function dispatch(method, target, input) {
  const answer = await fetch(proxy, {
    method,
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "User-Agent": "@fal-ai/client/1.10.1",
      "x-fal-target-url": target,
      ...(input ? { "x-fal-queue-priority": "normal" } : {}),
    },
    body: input && JSON.stringify(input),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer;
}

export const fal = {
  config({ proxyUrl }) {
    if (proxyUrl.when !== "always") throw new Error("a proxy is not used in Node unless always");
    proxy = proxyUrl.url;
  },

  async subscribe(endpoint, { input, logs, onQueueUpdate }) {
    const [owner, alias] = endpoint.split("/");
    const submitted = await (await dispatch("POST", `https://queue.fal.run/${endpoint}`, input)).json();
    const request = `https://queue.fal.run/${owner}/${alias}/requests/${submitted.request_id}`;
    for (;;) {
      const update = await (await dispatch("GET", `${request}/status?logs=${logs ? 1 : 0}`)).json();
      onQueueUpdate?.(update);
      if (update.status === "COMPLETED") break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const answer = await dispatch("GET", request);
    return { data: await answer.json(), requestId: answer.headers.get("x-fal-request-id") };
  },
};
