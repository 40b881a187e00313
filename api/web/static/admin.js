// The pages for administrators: everything works without this; with it, they are quicker.

import { text } from "./base.js"
import { copy } from "./creator/copying.js"

const rows = () => [...document.querySelectorAll("[data-review]")]
const rowOf = (element) => element?.closest?.("[data-review]")

/** Where the focus goes after a decision: the place in the list at which something was decided; null between decisions. */
let decidedAt = null

function reviewByKeys() {
  const act = {
    a: (row) => row.querySelector('[value="approve"]')?.click(),
    r: (row) => row.querySelector('[value="refuse"]')?.click(),
    x: (row) => row.querySelector('[type="checkbox"]')?.click(),
    arrowdown: (row) => rows()[rows().indexOf(row) + 1]?.focus(),
    arrowup: (row) => rows()[rows().indexOf(row) - 1]?.focus(),
  }
  document.addEventListener("keydown", (event) => {
    const row = rowOf(event.target)
    const key = keyOf(event)
    if (!row || !act[key] || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act[key](row)
  })
}

/** The letter on the key, or of its place on a keyboard that has other letters. */
function keyOf(event) {
  const isNamed = event.key.length > 1 || /[a-z]/i.test(event.key)
  return (isNamed ? event.key : event.code.replace("Key", "")).toLowerCase()
}

function goOnAfterDeciding() {
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt
    if (form.closest("#queue")) decidedAt = Math.max(0, rows().indexOf(rowOf(form)))
  })
  document.body.addEventListener("htmx:afterSettle", () => {
    if (decidedAt === null) return
    const left = rows()
    left[Math.min(decidedAt, left.length - 1)]?.focus()
    decidedAt = null
  })
  for (const failure of ["htmx:responseError", "htmx:sendError"])
    document.body.addEventListener(failure, () => { decidedAt = null })
}

/** Only while the page is in sight and nobody reads it by hand. */
function followPolitely() {
  const follows = document.getElementById("follow")
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.hasAttribute("data-follows") && (document.hidden || !follows.checked)) event.preventDefault()
  })
}

function tickAll() {
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-tick-all]")) return
    for (const box of document.querySelectorAll('[data-review] [type="checkbox"]')) box.checked = event.target.checked
  })
}

function copyKeys() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]")
    if (!button) return
    const done = await copy(document.getElementById(button.dataset.copy).value)
    document.getElementById("copied").textContent = text(done ? "copied" : "not-copied")
  })
  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-select]")) event.target.select() })
}

function showWhatNeedsScripts() {
  for (const each of document.querySelectorAll("[data-with-scripts]")) each.hidden = false
}

reviewByKeys()
goOnAfterDeciding()
followPolitely()
tickAll()
copyKeys()
showWhatNeedsScripts()
document.body.addEventListener("htmx:afterSettle", showWhatNeedsScripts)
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" })
