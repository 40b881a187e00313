// Questions about a picture, with their answers one below the other.

import { ask, text } from "../base.js"
import { announce, find, make } from "./elements.js"
import { tellTrouble } from "./troubles.js"

const WAIT_S = 20

/** The form in `section`; `picture()` answers a promise of the picture that is looked at. */
export function questionsIn(section, { picture }) {
  const form = find("#question-form", section)
  const answers = find("#answers", section)
  const trouble = find("#question-trouble", section)
  /** Gives up what was asked about a picture that is gone. */
  let about = new AbortController()
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const question = form.elements.question.value.trim()
    if (!question) return form.elements.question.focus()
    const { signal } = about
    const asked = find("button", form)
    asked.setAttribute("aria-busy", "true")
    asked.disabled = true
    trouble.hidden = true
    try {
      const body = new FormData()
      body.append("image", await picture(), "picture")
      body.append("questions", question)
      const told = await (await ask("/v1/answers", { method: "POST", body, headers: { Prefer: `wait=${WAIT_S}` }, signal })).json()
      const { answer, confidence } = told.answers[0]
      const sure = text("sure", { share: Math.round(100 * confidence) })
      answers.prepend(make("dt", { dir: "auto" }, question), make("dd", { dir: "auto" }, answer, " ", make("span", { class: "fine" }, sure)))
      announce(text("answered", { answer }))
      form.reset()
    } catch (error) {
      if (!signal.aborted) tellTrouble(trouble, error)
    } finally {
      asked.removeAttribute("aria-busy")
      asked.disabled = false
      if (!signal.aborted) form.elements.question.focus()
    }
  })
  return {
    clear() {
      about.abort()
      about = new AbortController()
      answers.replaceChildren()
      trouble.hidden = true
    },
  }
}
