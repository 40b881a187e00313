/** Sends a request again where that is safe and useful. */

import { CannotReach, retryAfterS } from "./errors.js";

/**
 * When a request is sent again, and after which wait.
 *
 * A refusal that says when to come back (429 or 503 with `Retry-After`) is obeyed, unless that is longer than
 * `longestWaitS`. After a lost connection a request is sent again only where it cannot have a second effect: when its
 * method has none, or when it carries an `Idempotency-Key`.
 */
export interface Patience {
  /** How often a request is sent again. */
  retries: number;
  /** Before the first retry after a lost connection; doubled each time. */
  firstWaitS: number;
  longestWaitS: number;
  /** For one try. */
  timeoutS: number;
}

export const PATIENCE: Patience = { retries: 4, firstWaitS: 0.5, longestWaitS: 60, timeoutS: 60 };

const WITHOUT_EFFECT = new Set(["GET", "HEAD", "PUT", "DELETE"]);
const LATER = new Set([429, 503]);

export type Send = (request: Request, init?: RequestInit) => Promise<Response>;

/** `send` with patience. Throws `CannotReach`, and what the caller's own `AbortSignal` gives as its reason. */
export function patiently(send: Send, patience: Patience): (request: Request) => Promise<Response> {
  return async (request) => {
    for (let tried = 0; ; tried += 1) {
      const outcome = await once(send, request, patience.timeoutS);
      const wait = waitS(outcome, request, tried, patience);
      if (wait === undefined) {
        if (outcome instanceof Response) return outcome;
        throw new CannotReach(`no answer from ${new URL(request.url).origin}: ${words(outcome.why)}`, {
          cause: outcome.why,
        });
      }
      await sleep(wait, request.signal);
    }
  };
}

class Lost {
  constructor(readonly why: unknown) {}
}

async function once(send: Send, request: Request, timeoutS: number): Promise<Response | Lost> {
  const stop = new AbortController();
  const given = request.signal as AbortSignal | undefined; // not everywhere (React Native)
  const follow = () => stop.abort(given?.reason);
  if (given?.aborted) follow();
  given?.addEventListener("abort", follow);
  const timer = setTimeout(() => stop.abort(new Error(`it took longer than ${timeoutS} s`)), timeoutS * 1000);
  try {
    // A copy, so that the body is there for the next try.
    const response = await send(request.clone(), { signal: stop.signal });
    if (!(response.headers.get("content-type") ?? "").includes("json")) return response;
    // Read here, so that a connection lost in the middle of it counts too.
    return new Response(await response.text(), response);
  } catch (why) {
    if (given?.aborted) throw why;
    return new Lost(stop.signal.aborted ? stop.signal.reason : why);
  } finally {
    clearTimeout(timer);
    given?.removeEventListener("abort", follow);
  }
}

/** Seconds to wait, or undefined: this outcome stands. */
function waitS(outcome: Response | Lost, request: Request, tried: number, patience: Patience): number | undefined {
  if (tried >= patience.retries) return undefined;
  if (outcome instanceof Lost) {
    const safe = WITHOUT_EFFECT.has(request.method) || request.headers.has("idempotency-key");
    return safe ? spread(Math.min(patience.firstWaitS * 2 ** tried, patience.longestWaitS)) : undefined;
  }
  const told = LATER.has(outcome.status) ? retryAfterS(outcome) : undefined;
  return told === undefined || told > patience.longestWaitS ? undefined : spread(told);
}

/** A little longer, by chance, so that those who were sent away together do not come back together. */
function spread(wait: number): number {
  return wait * (1 + 0.2 * Math.random());
}

/** Throws the signal's reason when it is aborted first. */
export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

function words(why: unknown): string {
  if (!(why instanceof Error)) return String(why);
  return why.cause instanceof Error ? `${why.message} (${why.cause.message})` : why.message;
}
