// What a platform allows, and how much of it a text uses up.

/** What may stand in a tag, for a pattern's brackets; some platforms take less. */
export const TAG_CHARS = "\\p{L}\\p{M}\\p{N}_\\u200c\\u200d\\ufe0f\\u00b7\\u05f3\\u05f4\\u30fb\\p{Extended_Pictographic}"
const TAG = new RegExp(`(?<![\\p{L}\\p{N}_&/])[#＃]([${TAG_CHARS}]*[\\p{L}\\p{Extended_Pictographic}][${TAG_CHARS}]*)`, "gu")
const ADDRESS = /https?:\/\/\S+/gu

/** The rule that the chosen platform's option carries; what it does not limit is null. */
export function ruleOf(select) {
  const option = select.selectedOptions[0]
  const told = (name) => (option.dataset[name] ? Number(option.dataset[name]) : null)
  return {
    platform: option.value,
    name: option.textContent.trim(),
    maxTags: told("maxTags"),
    maxTagChars: told("maxTagChars"),
    maxPostChars: told("maxPostChars"),
  }
}

/** The form in which two spellings of a tag are equal; the server folds more of them. */
export const folded = (display) => display.trim().replace(/^[#＃]/, "").normalize("NFKC").toLowerCase()

/** The tags that stand in `words`, each once, as `{tag, display}`. */
export function tagsIn(words) {
  const found = new Map()
  for (const [, name] of words.matchAll(TAG)) if (!found.has(folded(name))) found.set(folded(name), `#${name}`)
  return [...found].map(([tag, display]) => ({ tag, display }))
}

/** Length as the platform counts: X and Mastodon count an address as 23, X most non-Latin characters as 2. */
export function lengthOf(words, platform) {
  if (platform !== "x" && platform !== "mastodon") return [...words].length
  const addresses = words.match(ADDRESS)?.length ?? 0
  const rest = [...words.replace(ADDRESS, "")]
  const weight = (char) => (platform === "mastodon" || isLight(char.codePointAt(0)) ? 1 : 2)
  return 23 * addresses + rest.reduce((sum, char) => sum + weight(char), 0)
}

const isLight = (code) =>
  code <= 4351 || (code >= 8192 && code <= 8205) || (code >= 8208 && code <= 8223) || (code >= 8242 && code <= 8247)
