// The page that makes tags: what is typed and picked, the question to the server, and what comes of it.

import { ask, say, text } from "../base.js"
import { answerIn } from "./answer.js"
import { questionsIn } from "./asking.js"
import { besidesOf } from "./besides.js"
import { captionsIn } from "./captions.js"
import { announce, find, goTo } from "./elements.js"
import { followClock } from "./feedback.js"
import { groupsIn, tagsOfGroup } from "./groups.js"
import { takeShared, takeWaiting } from "./kept_files.js"
import { lengthOf, ruleOf, tagsIn } from "./limits.js"
import { number } from "./numbers.js"
import { picturesOf } from "./pictures.js"
import { progressIn } from "./progress.js"
import { publishingIn } from "./publishing.js"
import { recommend } from "./recommending.js"
import { looked } from "./shrinking.js"
import { weeksOf } from "./sparkline.js"
import { gatherTags, suggestFor } from "./suggesting.js"
import { remedies, tellTrouble, tellWait } from "./troubles.js"
import { forgetAnswer, forgetTyped, isStill, keepTyped, keptAnswer, remember, usual } from "./typed.js"
import { variationsIn } from "./variations.js"

const form = find("#wish")
const results = find("#results")
const trouble = find("#trouble")
const limits = { images: Number(form.dataset.images), imageBytes: Number(form.dataset.imageBytes), videoBytes: Number(form.dataset.videoBytes) }

/** The pictures that the answer on the page was made of. */
let sent = []
let running = null

const rule = () => ruleOf(form.elements.platform)
const profile = () => form.elements.profile_id.value.trim()
const pictures = picturesOf(form, limits, () => { find("#wish-wrong").hidden = true })
const progress = progressIn(find("#progress"))
const answer = answerIn(results, { rule, files: () => sent.map((each) => each.file) })
const seeds = gatherTags(find("#seeds"), form.elements.seed_tags)
const captions = captionsIn(find("#tools"), { picture: lookedAt, onChosen: answer.say })
const questions = questionsIn(find("#tools"), { picture: lookedAt })
const variations = find("#variation-form") ? variationsIn(find("#tools"), { picture: lookedAt }) : null
const groups = groupsIn(results, { tags: () => answer.tags, onAdd: addGroup })
const besides = besidesOf(results)
publishingIn(results, () => answer)

/** A promise of what models look at; null where there is no picture. */
function lookedAt() {
  const each = sent[Number(find("#looked-at").value) || 0]
  return Promise.resolve(each ? (each.looked ??= looked(each.file)) : null)
}

async function suggest() {
  const asked = { fields: new FormData(form), pictures: pictures.all() }
  if (!sayWhatIsWrong(asked)) return
  running?.abort()
  const mine = (running = new AbortController())
  remember("platform", form.elements.platform.value)
  remember("profile", profile())
  begin(asked)
  try {
    const told = await recommend(asked, { signal: mine.signal, progress, onWait: waiting })
    followClock(told.date)
    sent = asked.pictures
    show(told.answer)
    find("#suggest").removeAttribute("aria-busy")
    await fill(told.answer, mine.signal)
    progress.end()
  } catch (error) {
    if (running !== mine) return
    progress.end()
    showWhatWas()
    if (error.name === "AbortError") return wasCancelled()
    if (!error.problem) throw error
    tellTrouble(trouble, error, remedies(error, { again: suggest, pictures: () => pictures.all().map((each) => each.file) }))
    goTo(trouble)
  } finally {
    if (running === mine) find("#suggest").removeAttribute("aria-busy")
  }
}

function begin({ pictures }) {
  clearTrouble()
  find("#nothing").hidden = true
  results.hidden = true
  find("#tools").hidden = true
  find("#suggest").setAttribute("aria-busy", "true")
  progress.begin(pictures.length ? ["prepare", "upload", "look", "trends", "captions"] : ["look", "trends"])
  goTo(find("#progress"))
}

/** The server is asked again after `seconds`; 0: now. */
function waiting(refusal, seconds, now) {
  const isNew = trouble.hidden
  progress.pause(seconds !== 0)
  if (seconds === 0) {
    clearTrouble()
    return goTo(find("#progress"))
  }
  tellWait(trouble, refusal, seconds, { now, cancel: stop })
  if (isNew) goTo(trouble)
}

function stop() {
  running?.abort()
}

/** The answer from before, where there is one. */
function showWhatWas() {
  find("#nothing").hidden = answer.id !== null
  results.hidden = find("#tools").hidden = answer.id === null
}

function wasCancelled() {
  clearTrouble()
  announce(text("cancelled"))
  find("#suggest").focus()
}

function clearTrouble() {
  trouble.hidden = true
  trouble.replaceChildren()
  delete trouble.dataset.sort
}

function clearTools() {
  for (const tool of [captions, questions, variations]) tool?.clear()
}

/** An answer, and what was done with it before. */
function show(told, done) {
  answer.begin(told, done)
  clearTools()
  reveal(told)
  goTo(find("#results-title"))
  announce(text("answered-tags", { count: told.tags.length, tags: told.tags.map(({ display }) => display).join(", ") }))
}

function reveal(told) {
  besides.show(told)
  find("#nothing").hidden = true
  results.hidden = false
  find("#tools").hidden = false
  find("#tools").classList.toggle("has-picture", sent.length > 0)
  const choice = find("#looked-at")
  choice.replaceChildren(...sent.map((_, place) => new Option(text("picture", { place: place + 1 }), place)))
  choice.closest(".field").hidden = sent.length < 2
  groups.load()
}

/** What is looked up once the tags are there: their week, and texts about the picture. */
async function fill(told, signal) {
  progress.shrink()
  await drawWeeks(told, signal)
  if (!sent.length) return
  const known = told.captions.map((each) => each.text)
  await captions.load({ signal, known, onStage: (style) => progress.now("captions", text(`style-${style}`)) })
  progress.done("captions")
}

async function drawWeeks(told, signal) {
  if (!told.tags.length) return
  progress.now("trends")
  try {
    const tags = told.tags.map(({ tag }) => tag)
    const there = await weeksOf(tags, { region: form.elements.region.value, signal })
    // Few sources know where a post comes from: then the world must do.
    answer.draw(there.size ? there : await weeksOf(tags, { signal }))
    progress.done("trends")
  } catch (error) {
    if (error.name === "AbortError") throw error
    progress.failed("trends")
  }
}

function sayWhatIsWrong({ fields, pictures: chosen }) {
  const wrong = find("#wish-wrong")
  const { name, platform, maxTags, maxPostChars } = rule()
  const draft = fields.get("text")
  const [tags, length] = [tagsIn(draft).length, lengthOf(draft, platform)]
  if (!chosen.length && !draft.trim() && !seeds.read().length) wrong.textContent = text("nothing")
  else if (maxTags !== null && tags > maxTags) wrong.textContent = text("over-tags", { count: tags - maxTags, platform: name })
  else if (maxPostChars !== null && length > maxPostChars) wrong.textContent = text("over-chars", { count: length - maxPostChars, platform: name })
  else wrong.textContent = ""
  wrong.hidden = !wrong.textContent
  if (!wrong.hidden) (chosen.length || draft.trim() ? form.elements.text : find("#files")).focus()
  return wrong.hidden
}

/** The rule of the platform, and how much of it the draft uses up. */
function showRule() {
  const { platform, maxTags, maxPostChars } = rule()
  const parts = [maxTags === null ? text("rule-no-cap") : text("rule-tags", { count: maxTags })]
  if (maxPostChars !== null) parts.push(text("rule-chars", { count: number(maxPostChars) }))
  const option = form.elements.platform.selectedOptions[0]
  find("#platform-rule").textContent = `${parts.join(" · ")}. ${option.dataset.note}`
  find("#platform-source").textContent = text("rule-since", { since: option.dataset.since, source: option.dataset.source })
  showLength(platform, maxPostChars)
  if (answer.id !== null) answer.count()
}

function showLength(platform, most) {
  const length = lengthOf(form.elements.text.value, platform)
  find("#draft-count").textContent = most === null ? number(length) : text("chars-of", { count: number(length), most: number(most) })
  find("#draft-count").classList.toggle("field-error", most !== null && length > most)
}

function addGroup(displays) {
  for (const display of displays) if (!answer.add({ display })) return
}

function startOver() {
  stop()
  // Nobody waits for what was asked any more.
  running = null
  find("#suggest").removeAttribute("aria-busy")
  for (const forget of [forgetTyped, forgetAnswer, answer.forget, pictures.clear, clearTrouble, clearTools, progress.end]) forget()
  form.reset()
  fillUsual()
  form.elements.seed_tags.value = ""
  seeds.show()
  sent = []
  results.hidden = true
  find("#tools").hidden = true
  find("#nothing").hidden = false
  showRule()
  goTo(find("#create-title"))
  announce(text("started-over"))
}

/** What the address asks for, what waited for the page, what was on it before. */
async function resume() {
  const query = new URLSearchParams(location.search)
  const shared = query.get("shared") === "1" ? await takeShared() : { files: [], words: "" }
  if (["none", "too-large"].includes(query.get("shared"))) say(text(`shared-${query.get("shared")}`), "warn")
  const waited = await takeWaiting()
  pictures.add(same ? [...shared.files, ...waited] : shared.files)
  if (shared.words) form.elements.text.value = [form.elements.text.value, shared.words].filter(Boolean).join("\n")
  const kept = keptAnswer()
  if (query.has("answer")) await showAgain(query.get("answer"))
  else if (kept && !query.has("shared")) {
    answer.show(kept)
    reveal(kept.answer)
    drawWeeks(kept.answer).catch(() => {})
  }
  if (query.has("group")) useGroup(await tagsOfGroup(query.get("group")))
  if (location.search) history.replaceState(null, "", location.pathname)
  showRule()
}

async function showAgain(id) {
  try {
    const place = `/v1/recommendations/${encodeURIComponent(id)}`
    const [told, done] = await Promise.all([place, `${place}/feedback`].map(async (each) => (await ask(each)).json()))
    form.elements.platform.value = told.platform_rule.platform
    sent = []
    show(told, done)
    await drawWeeks(told)
    progress.end()
  } catch (error) {
    if (error.problem) tellTrouble(trouble, error)
  }
}

function useGroup(displays) {
  if (answer.id !== null) return addGroup(displays)
  const draft = form.elements.text
  draft.value = [draft.value.trimEnd(), displays.join(" ")].filter(Boolean).join("\n\n")
  draft.dispatchEvent(new Event("input", { bubbles: true }))
}

function fillUsual() {
  const known = [...form.elements.platform.options].some(({ value }) => value === usual("platform"))
  if (known) form.elements.platform.value = usual("platform")
  form.elements.profile_id.value = usual("profile")
}

function wire() {
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    suggest()
  })
  form.addEventListener("input", showRule)
  form.addEventListener("change", showRule)
  find("#cancel").addEventListener("click", stop)
  find("#start-over").addEventListener("click", startOver)
  suggestFor(find("#seed"), profile, ({ display }) => seeds.add(display))
  const addTyped = suggestFor(find("#own-tag"), profile, answer.add)
  find("#own-add").addEventListener("click", () => {
    addTyped()
    find("#own-tag").focus()
  })
  fillUsual()
  keepTyped(form)
  seeds.show()
  // What is wished for must be in sight.
  find(".more", form).open = seeds.read().length > 0 || form.elements.region.value !== "" || !form.elements.explore.checked
}

const same = isStill(form.dataset.owner)
wire()
await resume()
document.body.dataset.ready = "true"
