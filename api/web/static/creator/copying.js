// Hands texts on: to the clipboard, or to another app.

/** Copy `words`; answers whether that was possible. */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words)
    return true
  } catch {
    return copiedTheOldWay(words)
  }
}

/** Whether this browser hands texts to other apps. */
export const canShare = () => typeof navigator.share === "function"

/** Offer `words`, with `files` where the other app may take them; answers whether something took it. */
export async function share(words, files) {
  const withFiles = { text: words, files }
  const offered = files.length && navigator.canShare?.(withFiles) ? withFiles : { text: words }
  try {
    await navigator.share(offered)
    return true
  } catch {
    return false
  }
}

/** Where the clipboard may not be written (plain http): through a selection. */
function copiedTheOldWay(words) {
  const field = document.createElement("textarea")
  const focused = document.activeElement
  field.value = words
  field.className = "visually-hidden"
  document.body.append(field)
  field.select()
  const done = document.execCommand("copy")
  field.remove()
  focused?.focus()
  return done
}
