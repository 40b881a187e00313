// Says what went wrong, and what can be done about it.

import { text } from "../base.js"
import { button, find, make } from "./elements.js"
import { keepFiles } from "./kept_files.js"

const KNOWN = new Set([
  "offline", "unreachable", "upload_too_large", "unsupported_format", "invalid_upload", "overloaded", "rate_limited",
  "deadline_exceeded", "model_not_installed", "model_unavailable", "no_csrf_token", "missing_scope", "nothing_to_tag",
])
const BY_STATUS = { 401: "not_signed_in", 413: "upload_too_large", 415: "unsupported_format", 429: "overloaded", 503: "overloaded", 504: "deadline_exceeded" }
const MENDED_BY_RELOAD = new Set(["no_csrf_token", "not_signed_in"])

/** One word for each sort of trouble; the page has words for each of them. */
export function sortOf({ problem }) {
  return KNOWN.has(problem.code) ? problem.code : BY_STATUS[problem.status] ?? "unexpected"
}

/** A notice of what was refused, for `parent`, whose contents it replaces. */
export function tellTrouble(parent, refusal, ...more) {
  const { problem } = refusal
  const notice = make("div", { class: "notice notice-error stack", role: "alert" })
  notice.append(make("p", {}, make("strong", {}, text(`trouble-${sortOf(refusal)}`))))
  for (const words of detailsOf(problem)) notice.append(make("p", { dir: "auto" }, ...inCode(words)))
  if (problem.request_id) notice.append(make("p", { class: "fine" }, `${text("request-id")} `, make("code", {}, problem.request_id)))
  notice.append(...more.filter(Boolean))
  parent.replaceChildren(notice)
  parent.hidden = false
  return notice
}

/** A notice that counts down while a request is tried again. */
export function tellWait(parent, refusal, seconds, { now, cancel }) {
  const words = seconds === null ? text("wait-online") : text("wait", { seconds })
  const shown = find("[data-wait]", parent)
  if (shown && parent.dataset.sort === sortOf(refusal)) {
    shown.textContent = words
    shown.parentElement.now = now
    return
  }
  const line = make("p", { "data-wait": "", class: "number" }, words)
  const buttons = make("p", { class: "cluster" })
  const again = button(text("try-now"), { kind: "button-main" })
  const stop = button(text("cancel"))
  buttons.append(again, stop)
  // Its advice is for programs, and followed here already.
  const notice = tellTrouble(parent, { problem: { ...refusal.problem, advice: "" } }, line, buttons)
  // It mends itself.
  notice.classList.replace("notice-error", "notice-warn")
  // Who listens hears the trouble once, not every second of it.
  line.setAttribute("aria-hidden", "true")
  notice.append(make("p", { class: "visually-hidden" }, words))
  notice.now = now
  again.addEventListener("click", () => notice.now())
  stop.addEventListener("click", cancel)
  parent.dataset.sort = sortOf(refusal)
}

/** What can be done about `refusal` by hand: sign in, load the page again, try again. */
export function remedies(refusal, { again, pictures }) {
  const sort = sortOf(refusal)
  if (!MENDED_BY_RELOAD.has(sort)) {
    const retry = button(text("try-again"), { kind: "button-main" })
    retry.addEventListener("click", again)
    return make("p", { class: "cluster" }, retry)
  }
  const here = location.pathname + location.search
  const place = sort === "not_signed_in" ? `/sign-in?next=${encodeURIComponent(here)}` : here
  const link = make("a", { class: "button button-main", href: place }, text(sort === "not_signed_in" ? "sign-in" : "reload"))
  link.addEventListener("click", async (event) => {
    event.preventDefault()
    await keepFiles(pictures())
    location.assign(place)
  })
  return make("p", { class: "cluster" }, link)
}

function detailsOf(problem) {
  const wrong = (problem.errors ?? []).map((each) => `${each.field}: ${each.message}`)
  return [problem.detail, ...wrong, problem.advice].filter(Boolean).map((words) => words[0].toUpperCase() + words.slice(1))
}

/** Commands in quotes stand out, so that they can be copied. */
function inCode(words) {
  return words.split(/'(hashtagger [^']+)'/).map((part, place) => (place % 2 ? make("code", { dir: "ltr" }, part) : part))
}
