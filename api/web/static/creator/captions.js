// Captions and alternative texts of a picture, to choose from.

import { ask, text } from "../base.js"
import { copy } from "./copying.js"
import { announce, button, find, make } from "./elements.js"
import { tellTrouble } from "./troubles.js"

const COUNT = 3
const WAIT_S = 20

/**
 * The two lists in `section`. `onChosen(text)` puts a caption into the post; `picture()` answers a promise of the picture that is
 * looked at.
 */
export function captionsIn(section, { picture, onChosen }) {
  const lists = { caption: find("#captions", section), "alt-text": find("#alt-texts", section) }

  /** Ask for both, one after the other; `onStage(style)` before each. Throws an AbortError when `signal` gave up. */
  async function load({ signal, known = [], onStage = () => {} }) {
    show("caption", known)
    for (const style of Object.keys(lists)) {
      onStage(style)
      await describe(style, signal)
    }
  }

  async function describe(style, signal) {
    const list = lists[style]
    const trouble = list.nextElementSibling
    trouble.hidden = true
    list.setAttribute("aria-busy", "true")
    try {
      const form = new FormData()
      form.append("image", await picture(), "picture")
      form.append("style", style)
      form.append("count", COUNT)
      const answer = await (await ask("/v1/captions", { method: "POST", body: form, headers: { Prefer: `wait=${WAIT_S}` }, signal })).json()
      show(style, answer.captions.map((each) => each.text))
    } catch (error) {
      if (error.name === "AbortError") throw error
      const again = button(text("try-again"))
      again.addEventListener("click", () => describe(style, signal).catch(() => {}))
      tellTrouble(trouble, error, make("p", {}, again))
    } finally {
      list.removeAttribute("aria-busy")
    }
  }

  function show(style, texts) {
    lists[style].replaceChildren(...texts.map((words) => (style === "caption" ? caption(words) : alternative(words))))
  }

  function caption(words) {
    const choose = button(text("use"), { "aria-label": text("use-caption", { caption: words }), "aria-pressed": "false" })
    choose.addEventListener("click", () => {
      for (const other of lists.caption.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === choose))
      onChosen(words)
      announce(text("caption-used"))
    })
    return make("li", {}, make("span", { dir: "auto" }, words), choose)
  }

  function alternative(words) {
    const take = button(text("copy"), { picture: "copy", "aria-label": text("copy-alt", { caption: words }) })
    take.addEventListener("click", async () => announce(text((await copy(words)) ? "alt-copied" : "not-copied")))
    return make("li", {}, make("span", { dir: "auto" }, words), take)
  }

  return { load, show, clear: () => Object.keys(lists).forEach((style) => show(style, [])) }
}
