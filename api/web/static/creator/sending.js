// Sends a form and tells how much of it is on its way.

import { Refusal, token } from "../base.js"

/**
 * POST `form` to `path`; answers `{answer, date}`, the JSON and the server's clock.
 *
 * `onSent(share)` is called with 0..1. Throws a Refusal, or an AbortError when `signal` gave up.
 */
export function send(path, form, { headers = {}, onSent = () => {}, signal } = {}) {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest()
    const giveUp = () => request.abort()
    request.open("POST", path)
    request.setRequestHeader("X-CSRF-Token", token())
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = (event) => { if (event.lengthComputable) onSent(event.loaded / event.total) }
    request.upload.onload = () => onSent(1)
    request.onerror = () => failed(new Refusal({ code: navigator.onLine ? "unreachable" : "offline", status: 0 }))
    request.onabort = () => failed(new DOMException("given up", "AbortError"))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) done({ answer: JSON.parse(request.responseText), date: request.getResponseHeader("Date") })
      else failed(new Refusal(problemIn(request), Number(request.getResponseHeader("Retry-After")) || null))
    }
    request.onloadend = () => signal?.removeEventListener("abort", giveUp)
    signal?.addEventListener("abort", giveUp)
    request.send(form)
  })
}

/** Names one request, so that sending it again is no second one. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

function problemIn(request) {
  try {
    return { status: request.status, ...JSON.parse(request.responseText) }
  } catch {
    return { code: "unexpected", status: request.status, detail: request.statusText }
  }
}
