// Draws how often tags were used in the last week, as small lines with words beside them.

import { ask, text } from "../base.js"
import { compact, growth } from "./numbers.js"

const HOURS = 168
const AT_ONCE = 5
const WIDTH = 120
const HEIGHT = 32
const SVG = "http://www.w3.org/2000/svg"

/** The last week of each of `tags`, as far as it may be shown: Map of tag → `{source, series}`. */
export async function weeksOf(tags, { region = "", signal } = {}) {
  const found = new Map()
  for (let first = 0; first < tags.length; first += AT_ONCE) {
    const wanted = new URLSearchParams({ tags: tags.slice(first, first + AT_ONCE).join(","), hours: HOURS })
    if (region) wanted.set("region", region)
    const answer = await (await ask(`/v1/trends/compare?${wanted}`, { signal })).json()
    for (const { source, tags: told } of answer.compared)
      for (const { tag, series } of told)
        if (known(series) > Math.max(1, known(found.get(tag)?.series))) found.set(tag, { source: titleOf(answer, source), series })
  }
  return found
}

/** A picture of one week, with its words as the text alternative. */
export function sparkline({ source, series }) {
  const values = series.values
  const most = Math.max(...values.filter((value) => value !== null))
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`)
  svg.setAttribute("class", "sparkline")
  svg.setAttribute("role", "img")
  svg.setAttribute("preserveAspectRatio", "none")
  svg.setAttribute("aria-label", inWords(source, values))
  for (const run of runs(values)) {
    const line = document.createElementNS(SVG, "polyline")
    const points = run.map(([place, value]) => `${round((place / (values.length - 1)) * WIDTH)},${round(HEIGHT - 2 - (value / most) * (HEIGHT - 4))}`)
    // A lone point would be invisible.
    line.setAttribute("points", (points.length > 1 ? points : [points[0], points[0]]).join(" "))
    svg.append(line)
  }
  return svg
}

function inWords(source, values) {
  const told = values.filter((value) => value !== null)
  const half = Math.ceil(told.length / 2)
  const mean = (list) => list.reduce((sum, value) => sum + value, 0) / Math.max(1, list.length)
  const [before, after] = [mean(told.slice(0, half)), mean(told.slice(half))]
  return text("spark", {
    source,
    most: compact(Math.max(...told)),
    last: compact(told.at(-1)),
    change: before > 0 ? growth(after / before - 1) : "—",
  })
}

/** Neighbouring values without a gap, as [place, value]. */
function runs(values) {
  const found = []
  values.forEach((value, place) => {
    if (value === null) return
    if (place > 0 && values[place - 1] !== null) found.at(-1).push([place, value])
    else found.push([[place, value]])
  })
  return found
}

const known = (series) => series?.values.filter((value) => value !== null).length ?? 0
const round = (value) => Math.round(value * 10) / 10
const titleOf = (answer, source) => answer.sources.find((each) => each.source === source)?.title ?? source
