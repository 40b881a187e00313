// Tries a request again where waiting helps: the server has too much to do, or cannot be reached.

import { Refusal } from "../base.js"

const MOST_TRIES = 8
/** Of what took too long: whoever tries again allows more time. */
const MOST_LATE_TRIES = 3
const REACH_AGAIN_S = [2, 4, 8, 15, 30, 30, 30]

/**
 * What `attempt()` answers, tried again after each refusal that passes by itself.
 *
 * `onWait(refusal, seconds, now)` is called each second of a wait and once with 0 at its end, seconds null while offline; call
 * `now()` to wait no longer. Throws the refusal that no waiting mends.
 */
export async function untilAnswered(attempt, { signal, onWait }) {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt()
    } catch (refusal) {
      if (!(refusal instanceof Refusal) || !passes(refusal, tries + 1)) throw refusal
      if (refusal.problem.code === "offline") await online(refusal, signal, onWait)
      else await wait(refusal, Math.ceil(refusal.waitS ?? REACH_AGAIN_S[tries]), signal, onWait)
    }
  }
}

/** Whether the same request may be answered a moment later, after `tries` of them. */
function passes({ problem, waitS }, tries) {
  if (problem.status === 504) return waitS !== null && tries < MOST_LATE_TRIES
  if (tries >= MOST_TRIES) return false
  if (problem.code === "offline" || problem.code === "unreachable") return true
  return problem.status === 429 || (problem.status === 503 && problem.code !== "model_not_installed")
}

function wait(refusal, seconds, signal, onWait) {
  return new Promise((done, failed) => {
    const until = Date.now() + 1000 * seconds
    const end = () => {
      clearInterval(ticking)
      signal.removeEventListener("abort", stop)
    }
    const over = () => {
      end()
      onWait(refusal, 0, () => {})
      done()
    }
    const stop = () => {
      end()
      failed(new DOMException("given up", "AbortError"))
    }
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000)
      if (left > 0) onWait(refusal, left, over)
      else over()
    }
    const ticking = setInterval(tick, 250)
    signal.addEventListener("abort", stop)
    tick()
  })
}

function online(refusal, signal, onWait) {
  return new Promise((done, failed) => {
    const end = () => {
      removeEventListener("online", over)
      signal.removeEventListener("abort", stop)
    }
    const over = () => {
      end()
      onWait(refusal, 0, () => {})
      done()
    }
    const stop = () => {
      end()
      failed(new DOMException("given up", "AbortError"))
    }
    addEventListener("online", over)
    signal.addEventListener("abort", stop)
    onWait(refusal, null, over)
  })
}
