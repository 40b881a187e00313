// Suggests tags while one is typed: a combobox with a list, as the ARIA Authoring Practices describe it.

import { ask, text } from "../base.js"
import { announce, find, make } from "./elements.js"
import { compact } from "./numbers.js"

const PATIENCE_MS = 120

/**
 * Makes `input` (role combobox) and its listbox suggest tags. `onChosen(suggestion)` gets `{tag, display, why, …}` of the API, or
 * only `{display}` of what was typed. `profile()` names whose own tags come first.
 */
export function suggestFor(input, profile, onChosen) {
  const list = document.getElementById(input.getAttribute("aria-controls"))
  let found = []
  let active = -1
  let asking = null
  let timer = 0

  function show(suggestions) {
    found = suggestions
    active = -1
    list.replaceChildren(...suggestions.map((each, place) => option(each, `${list.id}-${place}`)))
    list.hidden = suggestions.length === 0
    input.setAttribute("aria-expanded", String(!list.hidden))
    input.removeAttribute("aria-activedescendant")
  }

  function point(place) {
    active = (place + found.length) % found.length
    ;[...list.children].forEach((each, at) => each.setAttribute("aria-selected", String(at === active)))
    input.setAttribute("aria-activedescendant", list.children[active].id)
    list.children[active].scrollIntoView({ block: "nearest" })
  }

  /** Also what is still asked for is not shown any more. */
  function close() {
    clearTimeout(timer)
    asking?.abort()
    show([])
  }

  function choose(suggestion) {
    input.value = ""
    close()
    onChosen(suggestion)
  }

  async function suggest() {
    asking?.abort()
    const typed = input.value.trim()
    if (!typed) return show([])
    asking = new AbortController()
    const wanted = new URLSearchParams({ q: typed.slice(0, 100) })
    if (profile()) wanted.set("profile_id", profile())
    try {
      const answer = await (await ask(`/v1/tags/suggest?${wanted}`, { signal: asking.signal })).json()
      show(answer.suggestions)
      announce(text("suggestions", { count: found.length }))
    } catch (error) {
      // The question that took its place shows what there is.
      if (error.name !== "AbortError") show([])
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(suggest, PATIENCE_MS)
  })
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length && !event.altKey) {
      event.preventDefault()
      point(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1)
    } else if (event.key === "Enter") {
      event.preventDefault()
      if (active >= 0) choose(found[active])
      else if (input.value.trim()) choose({ display: input.value.trim() })
    } else if (event.key === "Escape") {
      if (list.hidden) input.value = ""
      close()
    }
  })
  input.addEventListener("blur", close)
  // The field keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault())
  list.addEventListener("click", (event) => {
    const pressed = [...list.children].indexOf(event.target.closest("[role=option]"))
    if (pressed >= 0) choose(found[pressed])
  })
  /** Take what was typed, for a button beside the field. */
  return () => { if (input.value.trim()) choose({ display: input.value.trim() }) }
}

function option({ display, why, flags, posts_per_day: posts }, id) {
  const line = make("li", { role: "option", id, "aria-selected": "false" }, make("span", { dir: "auto", class: "option-name" }, display))
  if (flags.length) line.append(make("span", { class: "badge badge-warn" }, flags.map((flag) => text(`flag-${flag.kind}`)).join(", ")))
  line.append(make("span", { class: "fine", dir: "auto" }, why ?? (posts ? compact(posts) : "")))
  return line
}

/** Tags that are gathered in a field named `name` of `form`, as chips that can be taken out again. */
export function gatherTags(holder, field) {
  const read = () => field.value.split(" ").filter(Boolean)
  function write(tags) {
    field.value = tags.join(" ")
    field.dispatchEvent(new Event("change", { bubbles: true }))
    show()
  }
  function show() {
    holder.replaceChildren(
      ...read().map((display) => {
        const chip = make("button", { type: "button", class: "chip chip-button", "aria-label": text("remove-tag", { tag: display }) }, make("span", { dir: "auto" }, display), make("span", { "aria-hidden": "true" }, "×"))
        chip.addEventListener("click", () => {
          write(read().filter((each) => each !== display))
          announce(text("removed-tag", { tag: display }))
          find("input", holder.parentElement).focus()
        })
        return chip
      }),
    )
  }
  show()
  return {
    read,
    show,
    add(display) {
      const tag = `#${display.replace(/^[#＃]+/, "").replace(/\s+/g, "")}`
      if (!read().includes(tag)) write([...read(), tag])
      announce(text("added-tag", { tag }))
    },
  }
}
