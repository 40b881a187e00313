/** Photo in, five defensible hashtags out: the client of a Hashtagger server, for browsers, Node and React Native. */

import createClient, { type Client } from "openapi-fetch";

import { GenerationStopped, refusalOf } from "./errors.js";
import { formOf, type Picture } from "./forms.js";
import { PATIENCE, type Patience, patiently, type Send, sleep } from "./patience.js";
import type { components, operations, paths } from "./schema.js";

export * from "./errors.js";
export type { NativeFile, Picture } from "./forms.js";
export type { Patience } from "./patience.js";
export type { components, operations, paths } from "./schema.js";

type Schemas = components["schemas"];
export type Recommendation = Schemas["RecommendationOut"];
export type Captions = Schemas["CaptionsOut"];
export type TrendPage = Schemas["TrendPageOut"];
export type TrendDetail = Schemas["TrendDetailOut"];
export type Generation = Schemas["GenerationOut"];
export type Feedback = Schemas["FeedbackOut"];
export type RecommendationWishes = Partial<Schemas["RecommendationIn"]>;
export type CaptionWishes = Partial<Schemas["CaptionIn"]>;
export type GenerationWishes = Partial<Schemas["GenerationIn"]> & Pick<Schemas["GenerationIn"], "kind">;
export type TrendFilters = NonNullable<operations["list_trends"]["parameters"]["query"]>;
export type TrendView = NonNullable<operations["read_trend"]["parameters"]["query"]>;

/** How one call is made. */
export interface Call {
  /** Stops the call and its retries. */
  signal?: AbortSignal;
  /**
   * Names this request for the server: the same key and the same content have one effect and one answer, however often
   * they are sent. Drawn by chance where none is given; keep one of your own where the program may be killed in between.
   */
  idempotencyKey?: string;
}

export interface Options extends Partial<Patience> {
  /** Where the server is; default: http://127.0.0.1:8000 */
  baseUrl?: string;
  /** `ht_…`; not needed by a server that serves its own machine only. */
  apiKey?: string;
  /** Takes the place of the global `fetch`. */
  fetch?: Send;
}

export class HashtaggerClient {
  /** Every operation of the server by its path, with the same retries and errors: `client.http.GET("/v1/tags", …)`. */
  readonly http: Client<paths>;
  readonly #baseUrl: string;
  readonly #send: (request: Request) => Promise<Response>;

  constructor({ baseUrl = "http://127.0.0.1:8000", apiKey, fetch, ...patience }: Options = {}) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    // Not a method of something else when it is called: browsers insist.
    this.#send = patiently(fetch ?? ((request, init) => globalThis.fetch(request, init)), { ...PATIENCE, ...patience });
    this.http = createClient<paths>({
      baseUrl: this.#baseUrl,
      fetch: this.#send,
      ...(apiKey === undefined ? {} : { headers: { Authorization: `Bearer ${apiKey}` } }),
    });
    this.http.use({
      async onResponse({ response }) {
        if (response.status >= 400) throw await refusalOf(response);
      },
    });
  }

  /** At most five tags for one to ten pictures, a clip, a draft (`text`), or all of them, best first. */
  async recommend(asked: RecommendationWishes & { images?: Picture[] }, call: Call = {}): Promise<Recommendation> {
    const { images = [], ...wishes } = asked;
    const { data } = await this.http.POST("/v1/recommendations", {
      body: wishes,
      ...sent(wishes, images),
      ...made(call),
    });
    return there(data);
  }

  /** Up to five sentences about a picture, or with style "story" a story about several. */
  async caption(images: Picture[], wishes: CaptionWishes = {}, call: Call = {}): Promise<Captions> {
    const { data } = await this.http.POST("/v1/captions", { body: wishes, ...sent(wishes, images), ...made(call) });
    return there(data);
  }

  /** What trends now, best first; `next` of the answer is the `cursor` of the next page. */
  async trends(filters: TrendFilters = {}, { signal }: Call = {}): Promise<TrendPage> {
    const { data } = await this.http.GET("/v1/trends", { params: { query: filters }, ...stoppedBy(signal) });
    return there(data);
  }

  /** One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it. */
  async trend(tag: string, view: TrendView = {}, { signal }: Call = {}): Promise<TrendDetail> {
    const { data } = await this.http.GET("/v1/trends/{tag}", {
      params: { path: { tag }, query: view },
      ...stoppedBy(signal),
    });
    return there(data);
  }

  /** Tells what was done with an answer; give `at` with each event, so that a retry changes nothing. */
  async giveFeedback(id: string, told: Partial<Schemas["FeedbackIn"]>, { signal }: Call = {}): Promise<Feedback> {
    const { data } = await this.http.POST("/v1/recommendations/{recommendation_id}/feedback", {
      params: { path: { recommendation_id: id } },
      body: told,
      ...stoppedBy(signal),
    });
    return there(data);
  }

  /** Queues a job that makes a picture or a clip; `finished` waits for it. */
  async generate(wishes: GenerationWishes, image?: Picture, call: Call = {}): Promise<Generation> {
    const { data } = await this.http.POST("/v1/generations", {
      body: wishes,
      ...sent(wishes, image === undefined ? [] : [image]),
      ...made(call),
    });
    return there(data);
  }

  /**
   * The job when it is done; `onProgress` is told of each look at it. Throws `GenerationStopped` when it failed or was
   * cancelled.
   */
  async finished(
    generationId: string,
    { signal, onProgress }: { signal?: AbortSignal; onProgress?: (job: Generation) => void } = {},
  ): Promise<Generation> {
    for (;;) {
      const { data } = await this.http.GET("/v1/generations/{generation_id}", {
        params: { path: { generation_id: generationId } },
        ...stoppedBy(signal),
      });
      const job = there(data);
      onProgress?.(job);
      if (job.state === "done") return job;
      if (job.state === "failed" || job.state === "cancelled") {
        throw new GenerationStopped(job.error?.detail ?? `the job was ${job.state}`, generationId, job.state);
      }
      await sleep(Math.min(Math.max((job.seconds_left ?? 1) / 4, 0.5), 5), signal);
    }
  }

  /** The file that a job made. */
  async fetchResult(result: Schemas["ResultOut"], { signal }: Call = {}): Promise<Blob> {
    const response = await this.#send(new Request(new URL(result.url, `${this.#baseUrl}/`), stoppedBy(signal)));
    if (response.status >= 400) throw await refusalOf(response);
    return response.blob();
  }
}

/** A new name for a request. */
export function newIdempotencyKey(): string {
  // Neither pages on plain http nor React Native have randomUUID.
  const drawn = (globalThis.crypto as Crypto | undefined)?.randomUUID?.();
  return drawn ?? Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 10)).join("-");
}

/** A form where there are pictures to send, else JSON. */
function sent(wishes: object, images: Picture[]): { bodySerializer: () => FormData | string } {
  return { bodySerializer: () => (images.length > 0 ? formOf(wishes, images) : JSON.stringify(wishes)) };
}

function made({ signal, idempotencyKey = newIdempotencyKey() }: Call): {
  params: { header: { "Idempotency-Key": string } };
  signal?: AbortSignal;
} {
  return { params: { header: { "Idempotency-Key": idempotencyKey } }, ...stoppedBy(signal) };
}

function stoppedBy(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** Refusals were thrown before. */
function there<Answer>(data: Answer | undefined): Answer {
  if (data === undefined) throw new Error("the server answered without a document");
  return data;
}
