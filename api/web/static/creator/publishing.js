// Tells which post came of an answer, so that what it earns can teach.

import { ask, text } from "../base.js"
import { find, make } from "./elements.js"
import { tellNow } from "./feedback.js"
import { tellTrouble } from "./troubles.js"

/** The form in `section`; `answer()` is `{id, tags}` of the answer on the page. */
export function publishingIn(section, answer) {
  const form = find("#publish-form", section)
  const trouble = find("#publish-trouble", section)
  const done = find("#publish-done", section)
  let telling = false
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (telling) return
    trouble.hidden = true
    done.textContent = ""
    const typed = form.elements.post.value.trim()
    if (!typed) return form.elements.post.focus()
    const { id, tags } = answer()
    const at = form.elements.published_at.value
    const post = { ...named(typed), tags, ...(at && { published_at: new Date(at).toISOString() }) }
    telling = true
    try {
      await tellNow()
      await ask(`/v1/recommendations/${id}/feedback`, { method: "POST", json: { post } })
      done.textContent = text("published")
      form.reset()
    } catch (error) {
      tellTrouble(trouble, error, make("p", { class: "fine" }, text("publish-hint")))
    } finally {
      telling = false
    }
  })
}

/** A post by its address or by its id; of an address the last part is taken for the id. */
function named(typed) {
  if (!/^https?:\/\//.test(typed)) return { post_id: typed }
  return { post_id: lastPart(typed).replace(/[^A-Za-z0-9._:@=~+-]/g, "-").replace(/^[^A-Za-z0-9_:@=~+-]+/, "").slice(0, 200), url: typed }
}

/** '' where there is none: the server says what is wrong with the address. */
function lastPart(address) {
  try {
    return decodeURIComponent(new URL(address).pathname.split("/").filter(Boolean).at(-1) ?? "")
  } catch {
    return ""
  }
}
