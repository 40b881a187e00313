// Puts the items of a list in another order: by dragging a grip, with Alt and the arrows, or with the buttons of an item.

/**
 * Makes the items of `list` movable. In an item, `[data-grip]` is dragged, `[data-earlier]` and `[data-later]` are buttons.
 * `onMoved(item, place, count)` is called after a move is over; `place` counts from 1.
 */
export function sortable(list, onMoved) {
  const tell = (item) => onMoved(item, [...list.children].indexOf(item) + 1, list.children.length)
  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]")
    if (grip && event.button === 0) drag(list, grip, event, tell)
  })
  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-earlier], [data-later]")
    if (pressed) step(pressed.closest("li"), pressed.hasAttribute("data-earlier") ? -1 : 1, tell)
  })
  list.addEventListener("keydown", (event) => {
    const way = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key]
    const item = event.target.closest("li")
    if (!event.altKey || !way || item?.parentElement !== list) return
    event.preventDefault()
    const isAcross = event.key === "ArrowLeft" || event.key === "ArrowRight"
    step(item, isAcross && getComputedStyle(list).direction === "rtl" ? -way : way, tell)
  })
}

function step(item, way, tell) {
  const beside = way < 0 ? item.previousElementSibling : item.nextElementSibling
  if (!beside) return
  const focused = document.activeElement
  if (way < 0) beside.before(item)
  else beside.after(item)
  // A moved element loses the focus.
  if (item.contains(focused)) focused.focus()
  tell(item)
}

function drag(list, grip, start, tell) {
  const item = grip.closest("li")
  const before = [...list.children].indexOf(item)
  start.preventDefault()
  grip.setPointerCapture(start.pointerId)
  item.classList.add("is-dragged")
  const follow = (event) => {
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("li")
    if (!over || over === item || over.parentElement !== list) return
    const items = [...list.children]
    if (items.indexOf(over) > items.indexOf(item)) over.after(item)
    else over.before(item)
    // Moving it in the document lets go of the pointer.
    grip.setPointerCapture(event.pointerId)
  }
  const end = () => {
    grip.removeEventListener("pointermove", follow)
    item.classList.remove("is-dragged")
    if ([...list.children].indexOf(item) !== before) tell(item)
  }
  grip.addEventListener("pointermove", follow)
  for (const name of ["pointerup", "pointercancel"]) grip.addEventListener(name, end, { once: true })
}
