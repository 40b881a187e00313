/**
 * Every failure that this client reports.
 *
 * HashtaggerError
 * ├── CannotReach         no answer came: wrong address, server not running, connection lost, too slow
 * ├── Refused             the server answered, and said no; `code` is stable and for programs
 * └── GenerationStopped   a job that was waited for failed or was cancelled
 */

export class HashtaggerError extends Error {
  override name = "HashtaggerError";
}

/** No answer came. Whether the request had an effect is not known: send it again with the same Idempotency-Key. */
export class CannotReach extends HashtaggerError {
  override name = "CannotReach";
}

/** What a refusal says (RFC 9457), with what the client knows of it. */
export interface Told {
  status: number;
  /** Stable and machine readable. */
  code: string;
  /** What was wrong with this request. */
  detail: string;
  /** What to do about it. */
  advice: string;
  /** Names the request in the server's log. */
  requestId: string;
  /** Each wrong field with what is wrong with it. */
  errors: readonly { field: string; message: string }[];
  /** Seconds after which the same request may be accepted, where the server knows. */
  retryAfterS: number | undefined;
}

export class Refused extends HashtaggerError implements Told {
  override name = "Refused";
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly advice: string;
  readonly requestId: string;
  readonly errors: readonly { field: string; message: string }[];
  readonly retryAfterS: number | undefined;

  constructor(told: Told) {
    super(`${told.detail} [${told.code}] ${told.advice}`.trim());
    this.status = told.status;
    this.code = told.code;
    this.detail = told.detail;
    this.advice = told.advice;
    this.requestId = told.requestId;
    this.errors = told.errors;
    this.retryAfterS = told.retryAfterS;
  }
}

export class GenerationStopped extends HashtaggerError {
  override name = "GenerationStopped";

  constructor(
    message: string,
    readonly generationId: string,
    readonly state: string,
  ) {
    super(message);
  }
}

/** What an answer with a status of 400 and more says; also of one that something on the way wrote. */
export async function refusalOf(response: Response): Promise<Refused> {
  const text = await response.text();
  const told = problemIn(text, response.headers.get("content-type") ?? "");
  return new Refused({
    status: response.status,
    code: told.code ?? "no_problem_document",
    detail: told.detail ?? `HTTP ${response.status}: ${text.slice(0, 200)}`,
    advice: told.advice ?? "",
    requestId: told.request_id || (response.headers.get("x-request-id") ?? ""),
    errors: told.errors ?? [],
    retryAfterS: retryAfterS(response),
  });
}

/** The seconds of `Retry-After`; undefined without one, or with a date, which this server never sends. */
export function retryAfterS(response: Response): number | undefined {
  const given = response.headers.get("retry-after") ?? "";
  return /^\d+$/.test(given) ? Number(given) : undefined;
}

interface Problem {
  code?: string;
  detail?: string;
  advice?: string;
  request_id?: string;
  errors?: { field: string; message: string }[];
}

function problemIn(text: string, kind: string): Problem {
  if (!kind.startsWith("application/problem+json")) return {};
  try {
    return (JSON.parse(text) as Problem | null) ?? {};
  } catch {
    return {};
  }
}
