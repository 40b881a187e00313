/**
 * Recommends tags for a photo, tells which of them were kept, and lists what trends.
 *
 *     make run                                        # in another terminal
 *     npm ci && npm run build
 *     node dist/examples/recommend.js photo.jpg "the draft of the post"
 */

import { openAsBlob } from "node:fs";
import { basename } from "node:path";

import { HashtaggerClient, Refused } from "../src/index.js";

const [path, text = ""] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: node dist/examples/recommend.js PHOTO [TEXT]");
  process.exit(2);
}

const apiKey = process.env.HASHTAGGER_API_KEY;
const client = new HashtaggerClient({
  baseUrl: process.env.HASHTAGGER_URL ?? "http://127.0.0.1:8000",
  ...(apiKey === undefined ? {} : { apiKey }),
});

try {
  const photo = new File([await openAsBlob(path)], basename(path));
  const answer = await client.recommend({ images: [photo], text, platform: "instagram" });
  for (const tag of answer.tags) console.log(`${tag.display}  ${tag.reasons.join("; ")}`);

  const first = answer.tags[0];
  if (first !== undefined) {
    const at = new Date().toISOString();
    const told = await client.giveFeedback(answer.recommendation_id, {
      events: [{ kind: "kept", tag: first.tag, at }],
    });
    console.log(`kept: ${told.kept.join(" ")}`);
  }
  const page = await client.trends({ limit: 5 });
  console.log(`trends: ${page.trends.map((trend) => trend.display).join(" ") || "none yet"}`);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`refused: ${error.detail} ${error.advice} (request ${error.requestId})`);
  process.exit(1);
}
