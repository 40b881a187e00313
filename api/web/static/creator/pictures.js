// Picks, shows, orders and removes the pictures of a post.

import { text } from "../base.js"
import { announce, copyOf, find } from "./elements.js"
import { size } from "./numbers.js"
import { isClip, shrunk } from "./shrinking.js"
import { sortable } from "./sorting.js"

const KINDS = /^(image\/(jpeg|png|webp|gif|avif|hei[cf])|video\/(mp4|webm|quicktime))$/

/**
 * The pictures of `form`, within `limits` (`images`, `imageBytes`, `videoBytes`). `onChange()` is called after each change.
 * Each is `{file, ready}`; `ready` is a promise of what is sent of it.
 */
export function picturesOf(form, limits, onChange) {
  const list = find("#pictures")
  const wrong = find("#pictures-wrong")
  const held = new Map()
  // One after the other: a phone has no memory for ten decoded photos.
  let preparing = Promise.resolve()

  const all = () => [...list.children].map((item) => held.get(item))

  function add(files) {
    wrong.hidden = true
    for (const file of files) {
      const reason = refusal(file, all().map((each) => each.file), limits)
      if (reason) {
        complain(reason)
        continue
      }
      show(file)
    }
    changed()
  }

  function show(file) {
    const item = copyOf("picture")
    preparing = preparing.then(() => shrunk(file)).catch(() => file)
    const address = URL.createObjectURL(file)
    held.set(item, { file, ready: preparing, address })
    const preview = find(isClip(file) ? "video" : "img", item)
    preview.hidden = false
    preview.src = address
    // What this browser cannot show the server may still read.
    preview.addEventListener("error", () => { preview.hidden = true }, { once: true })
    find("[data-remove]", item).addEventListener("click", () => remove(item))
    list.append(item)
  }

  function remove(item) {
    const next = item.nextElementSibling ?? item.previousElementSibling
    drop(item)
    wrong.hidden = true
    changed()
    announce(text("picture-removed", { count: all().length }))
    ;(next ? find("[data-remove]", next) : find("#files")).focus()
  }

  function drop(item) {
    URL.revokeObjectURL(held.get(item).address)
    held.delete(item)
    item.remove()
  }

  function complain(reason) {
    wrong.textContent = reason
    wrong.hidden = false
  }

  function changed() {
    const count = list.children.length
    ;[...list.children].forEach((item, place) => name(item, place + 1, count, held.get(item).file))
    find("#drop").classList.toggle("has-pictures", count > 0)
    find("#pictures-count").textContent = count ? text("pictures-count", { count, most: limits.images }) : ""
    onChange()
  }

  sortable(list, (item, place, count) => {
    changed()
    announce(text("moved", { what: text("picture", { place }), place, count }))
  })
  takeFrom(form, add)
  return {
    add,
    all,
    clear() {
      ;[...list.children].forEach(drop)
      changed()
    },
  }
}

/** Everywhere files can come from: the buttons, a drop anywhere on the page, the clipboard. */
function takeFrom(form, add) {
  for (const input of form.querySelectorAll('input[type="file"]'))
    input.addEventListener("change", () => {
      add([...input.files])
      input.value = ""
    })
  const drop = find("#drop")
  const brings = (event) => event.dataTransfer?.types.includes("Files")
  addEventListener("dragover", (event) => {
    if (!brings(event)) return
    event.preventDefault()
    drop.classList.add("is-over")
  })
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("is-over") })
  addEventListener("drop", (event) => {
    drop.classList.remove("is-over")
    if (!brings(event)) return
    event.preventDefault()
    add([...event.dataTransfer.files])
  })
  addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    add(files)
  })
}

/** Why `file` cannot join `files`, in words; null when it can. */
function refusal(file, files, limits) {
  const name = file.name || text("picture", { place: files.length + 1 })
  if (!KINDS.test(file.type)) return text("not-an-image", { name })
  if (isClip(file) ? files.length : files.some(isClip)) return text("clip-alone")
  if (files.length >= limits.images) return text("too-many", { most: limits.images })
  // A big photo is made smaller before it is sent; a clip or an animation is not.
  if (isClip(file) && file.size > limits.videoBytes) return text("too-large", { name, most: size(limits.videoBytes) })
  if (file.type === "image/gif" && file.size > limits.imageBytes) return text("too-large", { name, most: size(limits.imageBytes) })
  return null
}

function name(item, place, count, file) {
  const words = { place, count, name: file.name }
  find("[data-name]", item).textContent = text(isClip(file) ? "clip-named" : "picture-named", words)
  find("[data-place]", item).textContent = count > 1 ? place : ""
  for (const [mark, key] of [["remove", "picture-remove"], ["earlier", "picture-earlier"], ["later", "picture-later"]])
    find(`[data-${mark}]`, item).setAttribute("aria-label", text(key, words))
  find("[data-earlier]", item).hidden = place === 1
  find("[data-later]", item).hidden = place === count
}
