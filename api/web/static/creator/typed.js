// Keeps what was typed and answered in this tab, so that a reload loses nothing.

const FORM = "hashtagger.typed"
const ANSWER = "hashtagger.answer"
const OWNER = "hashtagger.owner"

/** Whether this tab was `owner`'s before; what somebody else left in it is forgotten. */
export function isStill(owner) {
  const before = sessionStorage.getItem(OWNER)
  const same = before === null || before === owner
  if (!same) sessionStorage.clear()
  sessionStorage.setItem(OWNER, owner)
  return same
}

/** Fill `form` with what was typed before, and remember what is typed from now on. */
export function keepTyped(form) {
  const kept = read(FORM) ?? {}
  for (const field of named(form)) {
    if (!(field.name in kept)) continue
    if (field.type === "checkbox") field.checked = kept[field.name]
    else if (field.type === "radio") field.checked = field.value === kept[field.name]
    else if (field.tagName !== "SELECT" || [...field.options].some((option) => option.value === kept[field.name])) field.value = kept[field.name]
  }
  const keep = () => write(FORM, valuesOf(form))
  form.addEventListener("input", keep)
  form.addEventListener("change", keep)
}

export const forgetTyped = () => sessionStorage.removeItem(FORM)

/** The answer that was on the page, with what was done to it; null for none. */
export const keptAnswer = () => read(ANSWER)
export const keepAnswer = (answer) => write(ANSWER, answer)
export const forgetAnswer = () => sessionStorage.removeItem(ANSWER)

/** What this person chose the last time, in any tab. */
export const usual = (name) => localStorage.getItem(`hashtagger.${name}`) ?? ""
export const remember = (name, value) => localStorage.setItem(`hashtagger.${name}`, value)

function valuesOf(form) {
  const values = {}
  for (const field of named(form)) {
    if (field.type === "checkbox") values[field.name] = field.checked
    else if (field.type !== "radio" || field.checked) values[field.name] = field.value
  }
  return values
}

const named = (form) => [...form.elements].filter((field) => field.name && field.type !== "file")

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key))
  } catch {
    return null
  }
}

function write(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value))
  } catch {
    // The storage is full or switched off: then a reload loses it.
  }
}
