// Shows what is being done: one line for each stage, with how far it is.

import { text } from "../base.js"
import { announce, find, make } from "./elements.js"

/** The stages in `panel`; `begin` shows them, and what is reported to them is told to those who listen. */
export function progressIn(panel) {
  const list = find("ol", panel)
  const bar = find("progress", panel)

  const lineOf = (stage) => find(`[data-stage="${stage}"]`, list)

  function mark(stage, state, words) {
    const line = lineOf(stage)
    if (!line) return
    line.dataset.state = state
    find("[data-detail]", line).textContent = words
  }

  return {
    /** Show `stages`, none of them begun. */
    begin(stages) {
      list.replaceChildren(
        ...stages.map((stage) =>
          make("li", { "data-stage": stage, "data-state": "waiting" }, make("span", {}, text(`stage-${stage}`)), make("span", { "data-detail": "", class: "fine number" })),
        ),
      )
      panel.hidden = false
      panel.classList.remove("is-small")
      bar.removeAttribute("value")
    },
    /** `stage` is under way; `share` is 0..1 where it is known. Only a change of stage is announced. */
    now(stage, words = "", share = null) {
      const isNew = lineOf(stage)?.dataset.state !== "now"
      mark(stage, "now", words)
      if (share === null) bar.removeAttribute("value")
      else bar.value = share
      if (isNew) announce(text(`stage-${stage}`))
    },
    done: (stage, words = "") => mark(stage, "done", words),
    failed: (stage, words = "") => mark(stage, "failed", words),
    /** What is left goes on beside the answer. */
    shrink: () => panel.classList.add("is-small"),
    /** Nothing goes on while something else is waited for. */
    pause: (paused) => { panel.hidden = paused },
    end: () => { panel.hidden = true },
  }
}
