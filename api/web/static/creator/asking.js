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
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const question = form.elements.question.value.trim()
    if (!question) return form.elements.question.focus()
    const asked = find("button", form)
    asked.setAttribute("aria-busy", "true")
    asked.disabled = true
    trouble.hidden = true
    try {
      const body = new FormData()
      body.append("image", await picture(), "picture")
      body.append("questions", question)
      const told = await (await ask("/v1/answers", { method: "POST", body, headers: { Prefer: `wait=${WAIT_S}` } })).json()
      const { answer, confidence } = told.answers[0]
      const sure = text("sure", { share: Math.round(100 * confidence) })
      answers.prepend(make("dt", { dir: "auto" }, question), make("dd", { dir: "auto" }, answer, " ", make("span", { class: "fine" }, sure)))
      announce(text("answered", { answer }))
      form.reset()
    } catch (error) {
      tellTrouble(trouble, error)
    } finally {
      asked.removeAttribute("aria-busy")
      asked.disabled = false
      form.elements.question.focus()
    }
  })
  return { clear: () => answers.replaceChildren() }
}
