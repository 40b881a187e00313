// One answer on the page: its tags, its text, what was done with them; everything else on the page is beside it.

import { text } from "../base.js"
import { cardsIn } from "./cards.js"
import { canShare, copy, share } from "./copying.js"
import { announce, button, find, make } from "./elements.js"
import { tell, tellNow } from "./feedback.js"
import { folded, lengthOf, tagsIn } from "./limits.js"
import { number } from "./numbers.js"
import { keepAnswer } from "./typed.js"
import { begunWith, holds, worded } from "./wording.js"

/** The answer in `section`; `rule()` is the platform's, `files()` what may be shared with the text. */
export function answerIn(section, { rule, files }) {
  const field = find("#post-text", section)
  const cards = cardsIn(find("#tags", section), { onToggle: toggle, onOrder: order })
  let now = null

  const shownIds = () => new Set(now.answer.tags.map(({ tag }) => tag))
  const used = () => tagsIn(field.value).length

  function show(kept) {
    now = kept
    cards.show(now.tags)
    field.value = now.words
    keepAnswer(now)
    count()
  }

  /** An answer of the API; `done` is what was done with it before: `{removed, added}` tags. */
  function begin(answer, done = { removed: [], added: [] }) {
    const stands = ({ tag, display }) => holds(answer.text_with_tags, display) && !done.removed.includes(tag)
    const shown = answer.tags.map((each) => ({ tag: each.tag, display: each.display, shown: each, chosen: stands(each) }))
    const own = done.added.map((tag) => ({ tag, display: `#${tag}`, shown: null, chosen: true }))
    const tags = [...shown, ...own]
    show({ answer, tags, words: worded(answer.text_with_tags, tags), sentence: null })
  }

  function changed() {
    field.value = worded(field.value, now.tags)
    settle()
  }

  function settle() {
    now.words = field.value
    cards.refresh()
    keepAnswer(now)
    count()
  }

  function toggle(tag) {
    if (!tag.chosen && isFull()) return
    tag.chosen = !tag.chosen
    if (tag.shown) tell(now.answer.recommendation_id, tag.chosen ? "kept" : "removed", tag.tag)
    changed()
    const words = text(tag.chosen ? "kept" : "dropped", { tag: tag.display })
    if (tag.chosen) announce(words)
    else offerUndo(words, () => toggle(tag))
  }

  function order(tags) {
    now.tags = tags
    changed()
  }

  /** Whether the platform takes no more tags; then that is said. */
  function isFull() {
    const { maxTags, name } = rule()
    const full = maxTags !== null && used() >= maxTags
    if (full) offerUndo(text("full", { platform: name, count: maxTags }))
    return full
  }

  /** Add a tag of one's own; answers whether there was room. */
  function add({ tag, display, why, reach, flags }) {
    const key = tag ?? folded(display)
    const known = now.tags.find((each) => each.tag === key || folded(each.display) === key)
    const spelled = display.startsWith("#") ? display : `#${display.replace(/\s+/g, "")}`
    if (known?.chosen) announce(text("already", { tag: spelled }))
    else if (known) toggle(known)
    else if (!tagsIn(spelled).length) offerUndo(text("no-tag", { tag: display }))
    else if (rule().maxTagChars !== null && [...spelled].length - 1 > rule().maxTagChars) offerUndo(text("long-tag", { count: rule().maxTagChars, platform: rule().name }))
    else if (isFull()) return false
    else {
      const own = { tag: key, display: spelled, chosen: true, shown: null, why, reach, flags }
      now.tags.push(own)
      cards.add(own)
      changed()
      announce(text("added-tag", { tag: spelled }))
    }
    return true
  }

  /** What was written into the text by hand moves the cards too. */
  function follow() {
    for (const each of now.tags) {
      const stands = holds(field.value, each.display)
      if (stands === each.chosen) continue
      each.chosen = stands
      if (each.shown) tell(now.answer.recommendation_id, stands ? "kept" : "removed", each.tag)
    }
    for (const { tag, display } of tagsIn(field.value)) {
      if (now.tags.some((each) => each.tag === tag || folded(each.display) === tag)) continue
      const own = { tag, display, chosen: true, shown: null }
      now.tags.push(own)
      cards.add(own)
    }
    settle()
  }

  function count() {
    const { maxTags, maxPostChars, name, platform } = rule()
    const [tags, length] = [used(), lengthOf(field.value, platform)]
    const tooMany = maxTags !== null && tags > maxTags
    const tooLong = maxPostChars !== null && length > maxPostChars
    find("#tags-count").textContent = maxTags === null ? text("tags-free", { count: tags, platform: name }) : text("tags-of", { count: tags, most: maxTags, platform: name })
    find("#tags-count").parentElement.classList.toggle("badge-bad", tooMany)
    find("#text-count").textContent = maxPostChars === null ? number(length) : text("chars-of", { count: number(length), most: number(maxPostChars) })
    const over = [tooMany && text("over-tags", { count: tags - maxTags, platform: name }), tooLong && text("over-chars", { count: length - maxPostChars, platform: name })]
    const wrong = find("#text-wrong")
    wrong.textContent = over.filter(Boolean).join(" ")
    wrong.hidden = !wrong.textContent
    field.setAttribute("aria-invalid", String(!wrong.hidden))
    return wrong.hidden
  }

  /** What stands in the text when it leaves the page is what was made of the answer. */
  function taken() {
    const { recommendation_id: id } = now.answer
    for (const { tag } of tagsIn(field.value)) if (!shownIds().has(tag) && !isShown(tag)) tell(id, "added", tag)
    tell(id, "copied")
    tellNow()
  }

  /** Also in another spelling than the canonical one. */
  const isShown = (tag) => now.answer.tags.some(({ display }) => folded(display) === tag)

  async function hand(way, done) {
    follow()
    if (!count()) {
      field.focus()
      return
    }
    if (!(await way(field.value))) return done === "copied" ? offerUndo(text("not-copied")) : undefined
    offerUndo(text(done))
    taken()
  }

  field.addEventListener("input", count)
  field.addEventListener("change", follow)
  field.addEventListener("copy", () => now && taken())
  find("#copy", section).addEventListener("click", () => hand(copy, "copied"))
  find("#share", section).hidden = !canShare()
  find("#share", section).addEventListener("click", () => hand((words) => share(words, files()), "shared"))

  return {
    begin,
    show,
    add,
    count,
    draw: cards.draw,
    get id() { return now?.answer.recommendation_id ?? null },
    get tags() { return tagsIn(field.value).map(({ display }) => display) },
    /** Begin the text with a caption, in the place of the one chosen before. */
    say(sentence) {
      field.value = begunWith(field.value, sentence, now.sentence)
      now.sentence = sentence
      settle()
    },
    forget() {
      now = null
      cards.show([])
      field.value = ""
    },
  }
}

/** A line at the foot of the window that goes by itself, with a way back where there is one. */
function offerUndo(words, undo = null) {
  const toast = find("#toast")
  const line = make("div", { class: "toast-line" }, make("span", { dir: "auto" }, words))
  if (undo) {
    const back = button(text("undo"), { kind: "button-quiet" })
    back.addEventListener("click", () => {
      line.remove()
      undo()
    })
    line.append(back)
  }
  toast.replaceChildren(line)
  setTimeout(() => line.remove(), 8_000)
}
