/** What the client sends, when it sends again, and what it throws; against a `fetch` that answers as it is told. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { CannotReach, GenerationStopped, HashtaggerClient, Refused } from "../src/index.js";

type Outcome = Response | Error | ((request: Request) => Promise<Response>);

/** A client whose requests get `outcomes`, one after another; `came` holds each request as it arrived. */
function clientThatGets(...outcomes: Outcome[]) {
  const came: { key: string | null; type: string | null; body: string; url: string }[] = [];
  const client = new HashtaggerClient({
    baseUrl: "http://there/",
    apiKey: "ht_secret",
    firstWaitS: 0.001,
    fetch: async (request, init) => {
      const { headers, url } = request;
      const body = await request.text();
      came.push({ key: headers.get("idempotency-key"), type: headers.get("content-type"), body, url });
      assert.equal(headers.get("authorization"), "Bearer ht_secret");
      const outcome = outcomes.shift();
      assert.ok(outcome !== undefined, "one request too many");
      if (outcome instanceof Error) throw outcome;
      return outcome instanceof Response ? outcome : outcome(new Request(url, init ?? {}));
    },
  });
  return { client, came };
}

const answer = () => Response.json({ recommendation_id: "01", tags: [] });
const refusal = (status: number, headers: Record<string, string> = {}) =>
  new Response(
    JSON.stringify({ code: "overloaded", detail: "Too many.", advice: "Wait.", request_id: "01REQUEST" }),
    { status, headers: { "content-type": "application/problem+json", ...headers } },
  );
const photo = () => new File([new Uint8Array([137, 80, 78, 71])], "red.png", { type: "image/png" });

test("a refusal with a time is obeyed and the same request sent again", async () => {
  const { client, came } = clientThatGets(refusal(429, { "retry-after": "0" }), refusal(503, { "retry-after": "0" }), answer());
  await client.recommend({ images: [photo()], text: "a dog", seed_tags: ["dog", "beach"] });
  assert.equal(came.length, 3);
  assert.equal(new Set(came.map(({ key }) => key)).size, 1);
  assert.equal(new Set(came.map(({ body }) => body)).size, 1);
  assert.match(came[0]?.type ?? "", /^multipart\/form-data; boundary=/);
  assert.match(came[0]?.body ?? "", /name="image"; filename="red.png"/);
  assert.equal(came[0]?.body.match(/name="seed_tags"/g)?.length, 2);
});

test("without pictures the wishes travel as JSON", async () => {
  const { client, came } = clientThatGets(answer());
  await client.recommend({ text: "a dog", limit: 3 });
  assert.equal(came[0]?.type, "application/json");
  assert.deepEqual(JSON.parse(came[0]?.body ?? ""), { text: "a dog", limit: 3 });
});

test("after a lost connection a request with a key is sent again, with the same one", async () => {
  const { client, came } = clientThatGets(new TypeError("fetch failed"), new TypeError("fetch failed"), answer());
  await client.recommend({ text: "a dog" }, { idempotencyKey: "mine-1" });
  assert.deepEqual(came.map(({ key }) => key), ["mine-1", "mine-1", "mine-1"]);
});

test("a connection lost in the middle of the answer counts too", async () => {
  const cut = new ReadableStream({ start: (stream) => stream.error(new TypeError("terminated")) });
  const broken = new Response(cut, { headers: { "content-type": "application/json" } });
  const { client, came } = clientThatGets(broken, answer());
  await client.recommend({ text: "a dog" });
  assert.equal(came.length, 2);
});

test("a request that may have had an effect is not sent again", async () => {
  const { client, came } = clientThatGets(new TypeError("fetch failed"));
  await assert.rejects(client.giveFeedback("01", { events: [{ kind: "kept", tag: "dog" }] }), CannotReach);
  assert.equal(came.length, 1);
});

test("a refusal without a time stands, with everything it says", async () => {
  const { client } = clientThatGets(refusal(503));
  await assert.rejects(client.trends(), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual(
      [error.status, error.code, error.detail, error.advice, error.requestId, error.retryAfterS],
      [503, "overloaded", "Too many.", "Wait.", "01REQUEST", undefined],
    );
    return true;
  });
});

test("what something on the way writes is no answer", async () => {
  const { client } = clientThatGets(new Response("<html>Bad Gateway</html>", { status: 502 }));
  await assert.rejects(client.trends(), { code: "no_problem_document" });
});

test("the caller's signal stops a request and its retries", async () => {
  const stop = new AbortController();
  const waiting = (request: Request) =>
    new Promise<Response>((_, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      stop.abort(new Error("changed my mind"));
    });
  const { client, came } = clientThatGets(waiting);
  await assert.rejects(client.recommend({ text: "a dog" }, { signal: stop.signal }), /changed my mind/);
  assert.equal(came.length, 1);
});

test("a job that failed says why", async () => {
  const job = { generation_id: "01", state: "failed", error: { detail: "out of memory" }, seconds_left: null };
  const { client } = clientThatGets(Response.json(job));
  await assert.rejects(client.finished("01"), (error) => {
    assert.ok(error instanceof GenerationStopped);
    assert.equal(error.message, "out of memory");
    return true;
  });
});

test("a generation with a picture writes lists and maps as a form has them", async () => {
  const { client, came } = clientThatGets(Response.json({}, { status: 202 }));
  await client.generate({ kind: "image-text-image", replace: { dog: "cat" }, adapters: [{ name: "ink", weight: 0.8 }] }, photo());
  assert.match(came[0]?.body ?? "", /\{"dog":"cat"\}/);
  assert.match(came[0]?.body ?? "", /ink:0\.8/);
});
