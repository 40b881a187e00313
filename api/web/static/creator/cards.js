// Shows tags as cards: how each is written, why it is there, how it does, and what to watch out for.

import { text } from "../base.js"
import { announce, copyOf, find, icon, make } from "./elements.js"
import { ago, compact, growth } from "./numbers.js"
import { sortable } from "./sorting.js"
import { sparkline } from "./sparkline.js"

/**
 * Cards in `list` for tags `{tag, display, chosen, shown, …}`, where `shown` is what the API answered (null for a tag of one's own).
 * `onToggle(tag)` when it is dropped or kept, `onOrder(tags)` when the order changed.
 */
export function cardsIn(list, { onToggle, onOrder }) {
  const held = new Map()

  const inOrder = () => [...list.children].map((card) => held.get(card))
  const cardOf = (tag) => [...held].find(([, each]) => each.tag === tag)?.[0]

  function add(tag) {
    const card = tag.shown ? suggested(tag) : own(tag)
    held.set(card, tag)
    find("[data-toggle]", card).addEventListener("click", () => onToggle(tag))
    list.append(card)
    refresh()
  }

  /** Places, names of buttons and looks after any change. */
  function refresh() {
    let place = 0
    for (const card of list.children) {
      const { chosen, display } = held.get(card)
      card.classList.toggle("is-dropped", !chosen)
      find("[data-place]", card).textContent = chosen ? ++place : "–"
      const toggle = find("[data-toggle]", card)
      toggle.setAttribute("aria-label", text(chosen ? "drop-tag" : "keep-tag", { tag: display }))
      toggle.replaceChildren(icon(chosen ? "close" : "plus"), make("span", {}, text(chosen ? "drop" : "keep")))
      for (const way of ["earlier", "later"]) find(`[data-${way}]`, card).setAttribute("aria-label", text(`tag-${way}`, { tag: display }))
      find("[data-earlier]", card).disabled = card === list.firstElementChild
      find("[data-later]", card).disabled = card === list.lastElementChild
    }
  }

  sortable(list, (card, place, count) => {
    refresh()
    onOrder(inOrder())
    announce(text("moved", { what: held.get(card).display, place, count }))
  })

  return {
    show(tags) {
      held.clear()
      list.replaceChildren()
      tags.forEach(add)
    },
    add,
    refresh,
    inOrder,
    /** Draw the last week of each tag that `weeks` knows. */
    draw(weeks) {
      for (const [tag, week] of weeks) {
        const card = cardOf(tag)
        if (!card) continue
        find("[data-spark]", card).replaceChildren(sparkline(week), make("figcaption", { class: "fine" }, text("last-week")))
        find("[data-spark]", card).hidden = false
      }
    },
  }
}

function suggested({ display, shown }) {
  const card = bare(display)
  find("[data-reasons]", card).append(...shown.reasons.map((reason) => make("li", { dir: "auto" }, reason)))
  find("[data-badges]", card).append(reachBadge(shown.reach), ...(shown.explored ? [make("span", { class: "badge badge-warn" }, text("explored"))] : []))
  find("[data-volume]", card).textContent = volume(shown)
  showFlags(card, shown.flags)
  return card
}

function own({ display, why, reach, flags }) {
  const card = bare(display)
  find("[data-badges]", card).append(make("span", { class: "badge" }, text("own")), ...(reach ? [reachBadge(reach)] : []))
  if (why) find("[data-reasons]", card).append(make("li", { dir: "auto" }, why))
  showFlags(card, flags ?? [])
  return card
}

function bare(display) {
  const card = copyOf("tag-card")
  find("[data-name]", card).textContent = display
  return card
}

const reachBadge = (reach) => make("span", { class: `badge reach-${reach}` }, text(`reach-${reach}`))

function volume({ posts_per_day: posts, trend }) {
  const parts = []
  if (posts !== null && posts >= 1) parts.push(text("posts-per-day", { count: compact(posts) }))
  if (trend?.growth_per_day !== null && trend?.growth_per_day !== undefined) parts.push(text("growth", { change: growth(trend.growth_per_day) }))
  if (trend) parts.push(text("as-of", { ago: ago(trend.as_of), sources: trend.sources.join(", ") }))
  return parts.join(" · ")
}

function showFlags(card, flags) {
  const list = find("[data-flags]", card)
  list.hidden = flags.length === 0
  list.append(
    ...flags.map((flag) =>
      make("li", {}, icon("warn"), make("span", {}, make("strong", {}, text(`flag-${flag.kind}`)), ": ", make("span", { dir: "auto" }, flag.reason))),
    ),
  )
}
