// Asks for tags: makes the pictures small, sends them, waits where that helps.

import { text } from "../base.js"
import { number } from "./numbers.js"
import { newKey, send } from "./sending.js"
import { untilAnswered } from "./trying.js"

const WAITS_S = [10, 20, 30]

/** The newest question, so that asking it again is no second one. */
let last = { of: "", key: "" }

/**
 * The answer to `asked` (`{fields, pictures}`) and the server's clock, as `{answer, date}`.
 *
 * `progress` is told of every stage, `onWait` as in `untilAnswered`. Throws a Refusal or an AbortError.
 */
export async function recommend({ fields, pictures }, { signal, progress, onWait }) {
  const files = await prepared(pictures, progress, signal)
  const body = bodyOf(fields, files)
  const key = keyOf(body, pictures)
  let tries = 0
  const attempt = () => {
    const onSent = (share) => onTheWay(share, files, progress)
    const headers = { "Idempotency-Key": key, Prefer: `wait=${WAITS_S[Math.min(tries++, WAITS_S.length - 1)]}` }
    onSent(0)
    return send("/v1/recommendations", body, { headers, signal, onSent })
  }
  const told = await untilAnswered(attempt, { signal, onWait })
  progress.done("look")
  last = { of: "", key: "" }
  return told
}

async function prepared(pictures, progress, signal) {
  const files = []
  for (const { ready } of pictures) {
    progress.now("prepare", `${files.length + 1} / ${pictures.length}`, files.length / pictures.length)
    files.push(await ready)
    if (signal.aborted) throw new DOMException("given up", "AbortError")
  }
  if (pictures.length) progress.done("prepare")
  return files
}

function onTheWay(share, files, progress) {
  if (!files.length) progress.now("look")
  else if (share < 1) progress.now("upload", text("percent", { percent: number(100 * share) }), share)
  else {
    progress.done("upload")
    progress.now("look")
  }
}

function bodyOf(fields, files) {
  const body = new FormData()
  for (const name of ["text", "platform", "mix", "language", "region", "profile_id", "seed_tags"]) {
    const value = fields.get(name)?.trim()
    if (value) body.append(name, value)
  }
  body.append("explore", fields.has("explore") ? "true" : "false")
  files.forEach((file, place) => body.append("image", file, `picture-${place + 1}`))
  return body
}

/** The same key for the same question. */
function keyOf(body, pictures) {
  const words = [...body].filter(([, value]) => typeof value === "string")
  const of = JSON.stringify([words, pictures.map(({ file }) => [file.name, file.size, file.lastModified])])
  if (last.of !== of) last = { of, key: newKey() }
  return last.key
}
