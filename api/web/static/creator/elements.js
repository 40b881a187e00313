// Small steps with elements that every part of the page takes.

/** The first element that `selector` finds, in `root`. */
export const find = (selector, root = document) => root.querySelector(selector)

/** A new element; a property that is null or false is left out, `true` is an empty attribute. Children may be texts. */
export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    made.setAttribute(key, value === true ? "" : value)
  }
  made.append(...children.filter((child) => child !== null && child !== undefined))
  return made
}

/** A copy of the one element in `<template id="ID">`. */
export const copyOf = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true)

/** A picture of one stroke, from `<template id="icons">`. */
export const icon = (name) => find(`[data-icon="${name}"] svg`, document.getElementById("icons").content).cloneNode(true)

/** A button with an icon and words. */
export function button(words, { kind = "", picture = null, ...attributes } = {}) {
  return make("button", { type: "button", class: `button ${kind}`, ...attributes }, picture && icon(picture), make("span", {}, words))
}

/** Tell those who listen to the page. */
export function announce(words) {
  const live = document.getElementById("live")
  // The same words twice are two messages.
  live.textContent = live.textContent === words ? `${words}\u00a0` : words
}

/** Show `element` and bring the reader there. */
export function goTo(element) {
  element.focus({ preventScroll: true })
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
  element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" })
}
