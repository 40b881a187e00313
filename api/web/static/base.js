// What every page does: proves its requests, says what was refused, and tells when the network is gone.

/** The proof that a request came from this page. */
export const token = () => document.querySelector('meta[name="csrf-token"]').content

/** Ask the API as the visitor of this page. Answers the Response; throws a Refusal for every one that is no success. */
export async function ask(path, options = {}) {
  const headers = new Headers(options.headers)
  if (options.method && options.method !== "GET") headers.set("X-CSRF-Token", token())
  if (options.json !== undefined) {
    headers.set("Content-Type", "application/json")
    options = { ...options, body: JSON.stringify(options.json) }
  }
  let response
  try {
    response = await fetch(path, { ...options, headers, credentials: "same-origin" })
  } catch (error) {
    if (error.name === "AbortError") throw error
    throw new Refusal({ code: navigator.onLine ? "unreachable" : "offline", status: 0 })
  }
  if (!response.ok) throw new Refusal(await problemOf(response), Number(response.headers.get("Retry-After")) || null)
  return response
}

/** A request that came to nothing: `problem` as the API told it, `waitS` seconds to wait where it said so. */
export class Refusal extends Error {
  constructor(problem, waitS = null) {
    super(problem.detail ?? problem.code)
    this.problem = problem
    this.waitS = waitS
  }
}

/** The text with this key that the page carries in `<template id="texts">`, with {names} filled in. */
export function text(key, values = {}) {
  const found = document.getElementById("texts")?.content.querySelector(`[data-text="${key}"]`)
  return (found?.textContent ?? key).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all)
}

/** Say something to everybody, also to those who listen to the page. */
export function say(words, kind = "info") {
  const line = document.createElement("p")
  line.className = `notice notice-${kind}`
  line.dir = "auto"
  line.textContent = words
  document.getElementById("messages").replaceChildren(line)
}

async function problemOf(response) {
  try {
    return await response.json()
  } catch {
    return { code: "unexpected", status: response.status, detail: response.statusText }
  }
}

function followNetwork() {
  const bar = document.getElementById("offline")
  const show = () => { bar.hidden = navigator.onLine }
  addEventListener("online", show)
  addEventListener("offline", show)
  show()
}

function followHtmx() {
  document.body.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF-Token"] = token() })
  // A refusal comes as a whole page: what it says is shown above the page that stays.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status < 400) return
    const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html")
    const notice = page.querySelector("main .notice")
    document.getElementById("messages").replaceChildren(...(notice ? [notice] : []))
    event.detail.shouldSwap = false
  })
  document.body.addEventListener("htmx:afterSwap", () => document.getElementById("messages").replaceChildren())
  const bar = document.getElementById("offline")
  document.body.addEventListener("htmx:sendError", () => { bar.hidden = false })
  // Whoever answers is there again.
  document.body.addEventListener("htmx:afterOnLoad", () => { bar.hidden = navigator.onLine })
}

followNetwork()
followHtmx()
// Only where a page is served safely; without it everything works but being kept on a phone.
navigator.serviceWorker?.register("/sw.js")
