// Has a model make another picture, follows the work, and shows what came of it.

import { ask, Refusal, text } from "../base.js"
import { announce, button, find, icon, make } from "./elements.js"
import { tellTrouble } from "./troubles.js"

/** The form in `section`; `picture()` answers a promise of the picture to start from, null where there is none. */
export function variationsIn(section, { picture }) {
  const form = find("#variation-form", section)
  const work = find("#variation-work", section)
  const trouble = find("#variation-trouble", section)
  const results = find("#variations", section)
  let following = null

  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    stop()
    trouble.hidden = true
    const asked = find("button", form)
    asked.disabled = true
    try {
      follow(await order(form, picture))
    } catch (error) {
      asked.disabled = false
      tellTrouble(trouble, error)
    }
  })

  function follow(job) {
    work.hidden = false
    show(job)
    announce(text("generation-begun"))
    // The button that was pressed is off now, and lost the focus.
    if (document.activeElement === document.body) find("#variation-cancel", section).focus()
    following = new EventSource(`/v1/generations/${job.generation_id}/events`)
    // It comes back by itself but where the server refuses it.
    following.addEventListener("error", () => {
      if (following?.readyState !== EventSource.CLOSED) return
      stop()
      tellTrouble(trouble, new Refusal({ code: "unreachable", status: 0 }))
    })
    following.addEventListener("generation", (event) => {
      const now = JSON.parse(event.data)
      show(now)
      if (["done", "failed", "cancelled"].includes(now.state)) finish(now)
    })
    find("#variation-cancel", section).onclick = () => ask(`/v1/generations/${job.generation_id}`, { method: "DELETE" }).catch(() => {})
  }

  function show({ state, progress, seconds_left: left, cancelling }) {
    const bar = find("progress", work)
    if (state === "queued") bar.removeAttribute("value")
    else bar.value = progress
    const words = { percent: Math.round(100 * progress), seconds: Math.ceil(left ?? 0) }
    const key = cancelling ? "generation-stopping" : state === "queued" ? "generation-queued" : left ? "generation-left" : "generation-running"
    find("[data-state]", work).textContent = text(key, words)
  }

  function finish(job) {
    stop()
    if (job.state === "failed") tellTrouble(trouble, new Refusal({ ...job.error, status: 0 }))
    if (job.state === "cancelled") announce(text("generation-cancelled"))
    results.prepend(...job.results.map((result) => shown(result, job)))
    if (job.results.length) announce(text("generation-done"))
  }

  function stop() {
    following?.close()
    following = null
    const hadFocus = work.contains(document.activeElement)
    work.hidden = true
    find("button", form).disabled = false
    if (hadFocus) find("button", form).focus()
  }

  return { clear: () => { stop(); results.replaceChildren() } }
}

async function order(form, picture) {
  const body = new FormData()
  const from = form.elements.from.value === "picture" ? await picture() : null
  body.append("kind", from ? "image-to-image" : "text-to-image")
  body.append("prompt", form.elements.prompt.value)
  if (from) {
    body.append("image", from, "picture")
    body.append("strength", form.elements.strength.value)
  }
  return (await ask("/v1/generations", { method: "POST", body })).json()
}

function shown(result, job) {
  const prompt = job.request.prompt
  const save = make("a", { class: "button", href: result.url, download: "" }, icon("download"), make("span", {}, text("download")))
  const words = [make("span", { class: "badge badge-warn" }, text("generated")), " ", make("span", { dir: "auto" }, prompt)]
  if (result.withheld) words.push(" ", make("strong", {}, text("withheld")))
  return make(
    "figure",
    { class: "variation" },
    make("img", { src: result.url, width: result.width_px, height: result.height_px, alt: text("generated-alt", { prompt }) }),
    make("figcaption", { class: "spread" }, make("span", {}, ...words), save),
  )
}
