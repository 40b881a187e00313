// Tells the server what is done with an answer: in batches, again when the network is back, never twice.

import { ask, Refusal } from "../base.js"

const KEY = "hashtagger.feedback"
const PATIENCE_MS = 1_500
const AGAIN_MS = 15_000
const AT_ONCE = 200

/** What waits to be told: `{id: [event, …]}`, kept in this tab until the server has it. */
let waiting = read()
let timer = 0
let sending = Promise.resolve()
let skewMs = 0

/** The server's clock, from the `Date` of an answer: moments are told by it. */
export function followClock(date) {
  if (date) skewMs = Date.parse(date) - Date.now()
}

/** Tell that something was done with the answer `id`: kept, removed or added `tag`, or copied all of it. */
export function tell(id, kind, tag = null) {
  const events = (waiting[id] ??= [])
  events.push({ kind, ...(tag && { tag }), at: new Date(Date.now() + skewMs).toISOString() })
  keep()
  clearTimeout(timer)
  timer = setTimeout(tellNow, PATIENCE_MS)
}

/** Send what waits. */
export function tellNow() {
  clearTimeout(timer)
  sending = sending.then(deliver)
  return sending
}

async function deliver() {
  for (const [id, events] of Object.entries(waiting)) {
    const batch = events.slice(0, AT_ONCE)
    // A page that goes away takes its other requests with it.
    const keepalive = document.visibilityState === "hidden"
    try {
      await (await ask(`/v1/recommendations/${id}/feedback`, { method: "POST", json: { events: batch }, keepalive })).json()
    } catch (error) {
      if (!(error instanceof Refusal) || !isHopeless(error)) {
        timer = setTimeout(tellNow, error.waitS ? 1000 * error.waitS : AGAIN_MS)
        return
      }
      // One event that is no good must not hold back the others.
      if (batch.length > 1) {
        for (const event of batch)
          await ask(`/v1/recommendations/${id}/feedback`, { method: "POST", json: { events: [event] } }).catch(() => {})
      }
    }
    waiting[id] = waiting[id].slice(batch.length)
    if (!waiting[id].length) delete waiting[id]
    keep()
  }
}

const isHopeless = ({ problem }) => problem.status >= 400 && problem.status < 500 && ![401, 403, 408, 429].includes(problem.status)

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(waiting))
  } catch {
    // Without a storage it is only told as long as the page stands.
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {}
  } catch {
    return {}
  }
}

addEventListener("online", tellNow)
addEventListener("pagehide", tellNow)
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tellNow() })
if (Object.keys(waiting).length) tellNow()
