// Draws every <figure data-chart="/v1/charts/…#id"> of a page as SVG, from the specification that the API answers.
//
// Expressions are interpreted, never compiled (no eval), and nothing is loaded but the answer itself. The figure's title, its
// sample and its time are set as text below the drawing, where they wrap on a narrow screen.

import "./vendor/vega.min.js"
import "./vendor/vega-lite.min.js"
import "./vendor/vega-interpreter.min.js"
import { ask } from "./base.js"

const { vega, vegaLite } = globalThis
const dark = matchMedia("(prefers-color-scheme: dark)")
const answers = new Map()
const drawn = new WeakMap()
const NARROW_PX = 480

/** Draw all figures inside `root`; one that is drawn already is drawn anew. */
export const drawCharts = (root = document) =>
  Promise.all([...root.querySelectorAll("figure[data-chart]")].map(drawFigure))

async function drawFigure(figure) {
  const canvas = canvasOf(figure)
  resized.observe(canvas)
  canvas.dataset.drawn = theme() // by which a print of a dark page finds what to turn over
  canvas.setAttribute("aria-busy", "true")
  try {
    const chart = await chartOf(figure.dataset.chart)
    drawn.get(figure)?.finalize()
    const view = await viewOf(chart, canvas)
    drawn.set(figure, view)
    tellFacts(figure, canvas, chart)
  } catch (error) {
    drawn.get(figure)?.finalize()
    drawn.delete(figure)
    tellFailure(canvas, error)
  } finally {
    canvas.removeAttribute("aria-busy")
  }
}

/** The one chart that `address` names behind its "#"; the first where it names none. */
async function chartOf(address) {
  const url = new URL(address, location.href)
  const id = decodeURIComponent(url.hash.slice(1))
  url.hash = ""
  url.searchParams.set("theme", theme())
  const path = url.pathname + url.search
  if (!answers.has(path)) answers.set(path, ask(path).then((response) => response.json()))
  let told
  try {
    told = await answers.get(path)
  } catch (error) {
    answers.delete(path)
    throw error
  }
  const chart = id ? told.charts.find((each) => each.id === id) : told.charts[0]
  if (!chart) throw new Error(`no chart ${id}`)
  return chart
}

async function viewOf(chart, canvas) {
  const spec = structuredClone(chart.spec)
  delete spec.title
  spec.width = "container"
  spec.autosize = { type: "fit-x", contains: "padding" }
  spec.config.background = null
  spec.config.padding = 4
  if (canvas.clientWidth < NARROW_PX) tuckNames(spec)
  const compiled = vegaLite.compile(spec, { logger: quiet }).spec
  canvas.replaceChildren()
  const view = new vega.View(vega.parse(compiled, null, { ast: true }), {
    expr: vega.expressionInterpreter,
    loader: closed,
    logger: quiet,
    renderer: "svg",
    container: canvas,
    hover: true,
  })
  view.description(chart.description)
  await view.runAsync()
  // The canvas bears the description, the table the numbers: marks without names would only be noise.
  canvas.querySelector("svg").setAttribute("aria-hidden", "true")
  return view
}

/** The names of lines stand in a legend above the drawing: beside it they would take half a phone. */
function tuckNames(spec) {
  const isName = ({ mark, encoding }) => mark?.type === "text" && encoding?.text?.field === "text"
  if (!spec.layer?.some(isName)) return
  spec.layer = spec.layer.filter((each) => !isName(each))
  const legend = { orient: "top", direction: "vertical", title: null, labelLimit: 220 }
  for (const { encoding = {} } of spec.layer.flatMap((each) => each.layer ?? [each]))
    for (const channel of [encoding.color, encoding.shape])
      if (channel?.legend === null) channel.legend = legend
}

/** What the drawing rests on, as text: sample size and time. */
function tellFacts(figure, canvas, chart) {
  let facts = figure.querySelector(".chart-facts")
  if (!facts) {
    facts = document.createElement("p")
    facts.className = "chart-facts"
    canvas.after(facts)
  }
  facts.dir = "auto"
  facts.textContent = (chart.spec.title?.subtitle ?? []).join(" · ")
}

function tellFailure(canvas, error) {
  const line = document.createElement("p")
  line.className = "notice notice-error"
  line.setAttribute("role", "status")
  line.textContent = [canvas.closest("figure").dataset.failed, error.problem?.detail].filter(Boolean).join(" ")
  canvas.replaceChildren(line)
}

function canvasOf(figure) {
  let canvas = figure.querySelector("[data-canvas]")
  if (!canvas) {
    canvas = document.createElement("div")
    canvas.className = "chart-canvas"
    canvas.dataset.canvas = ""
    figure.prepend(canvas)
  }
  canvas.dir = "ltr" // time runs one way in every language
  return canvas
}

/** The page's own choice, else what the machine prefers. */
function theme() {
  const chosen = document.documentElement.dataset.theme
  return chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light"
}

/** A drawing has nothing to load and nowhere to lead. */
const refuse = () => Promise.reject(new Error("a chart brings its data along"))
const closed = { load: refuse, sanitize: refuse, http: refuse, file: refuse }

const quiet = {
  level() { return this },
  error(...words) { console.error(...words); return this },
  warn() { return this },
  info() { return this },
  debug() { return this },
}

/** A canvas that was hidden, or changed its width without the window, is measured anew. */
const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const view = drawn.get(target.closest("figure"))
    const width = Math.floor(contentRect.width)
    if (view && width > 0 && view.width() !== width) view.width(width).runAsync()
  }
})

const redraw = () => drawCharts()
dark.addEventListener("change", redraw)
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] })
document.body.addEventListener("htmx:load", (event) => {
  const root = event.detail.elt
  if (root !== document.body && root.querySelector?.("figure[data-chart]")) drawCharts(root)
})
drawCharts()
