// What is told beside the tags: what is missing from the answer, what the post may earn.

import { text } from "../base.js"
import { find, make } from "./elements.js"
import { number } from "./numbers.js"

/** Those lines in `section`. */
export function besidesOf(section) {
  return {
    show(answer) {
      const missing = find("#degraded", section)
      missing.hidden = answer.degraded.length === 0
      find("ul", missing).replaceChildren(...[...new Set(answer.degraded.map(inWords))].map((words) => make("li", {}, words)))
      find("#no-tags", section).hidden = answer.tags.length > 0
      const outlook = find("#forecast", section)
      outlook.replaceChildren(...(answer.forecast ? forecast(answer.forecast) : none(answer.why_no_forecast)))
      outlook.hidden = !answer.forecast && !answer.why_no_forecast
      const drawn = find("#experiment", section)
      drawn.hidden = answer.experiment === null
      if (answer.experiment) drawn.textContent = text("experiment", { arm: answer.experiment.arm })
    },
  }
}

function forecast({ quantity, low, median, high, level, at_h: hours, basis }) {
  const words = { low: number(low), median: number(median), high: number(high), share: Math.round(10 * level), hours: number(hours) }
  return [make("p", {}, make("strong", {}, text(`forecast-${quantity}`, words)), " ", text("forecast-sure", words)), make("p", { class: "fine", dir: "auto" }, basis)]
}

const none = (why) => [make("p", {}, text("no-forecast"), " ", make("span", { dir: "auto" }, why ?? ""))]

function inWords(stage) {
  const key = `degraded-${stage.replace(":", "-")}`
  const words = text(key)
  return words === key ? text("degraded-other", { stage }) : words
}
