// The text of a post: which tags stand in it, and in which order at its end.

import { folded, TAG_CHARS, tagsIn } from "./limits.js"

const LAST_TAG = new RegExp(`\\s*(?<![\\p{L}\\p{N}_&/])[#＃]([${TAG_CHARS}]+)\\s*$`, "u")

/**
 * `words` with the chosen of `tags` (`{display, chosen}`) in their order at its end. Whatever else it says stays; a tag that
 * was dropped becomes a plain word where it is a part of the text.
 */
export function worded(words, tags) {
  const managed = new Map(tags.map((each) => [folded(each.display), each]))
  let body = words
  for (let last; (last = body.match(LAST_TAG)) && managed.has(folded(last[1])); ) body = body.slice(0, last.index)
  for (const { tag, display } of tagsIn(body))
    if (managed.has(tag) && !managed.get(tag).chosen) body = body.replaceAll(spelled(display), "$1")
  const ending = tags.filter(({ display, chosen }) => chosen && !holds(body, display)).map(({ display }) => display)
  return ending.length ? `${body}${between(body)}${ending.join(" ")}` : body
}

/** `words` with `sentence` at its beginning, in the place of `before` where that stands there. */
export function begunWith(words, sentence, before) {
  const rest = before && words.startsWith(before) ? words.slice(before.length).replace(/^\s+/, "") : words
  return rest ? `${sentence}\n\n${rest}` : sentence
}

/** Whether `words` has the tag. */
export const holds = (words, display) => tagsIn(words).some(({ tag }) => tag === folded(display))

function between(body) {
  if (!body || /\s$/u.test(body)) return ""
  return LAST_TAG.test(body) ? " " : "\n\n"
}

/** A tag of exactly these letters; what may stand in one means nothing in a pattern. */
const spelled = (display) => new RegExp(`[#＃](${display.slice(1)})(?![${TAG_CHARS}])`, "giu")
