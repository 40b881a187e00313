// Numbers, sizes and times as a reader of the page's language writes them, with European digits.

const locale = `${document.documentElement.lang}-u-nu-latn`
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 })
const share = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" })
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
const megabytes = new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 })
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]]

export const number = (value) => whole.format(value)
export const compact = (value) => short.format(value)
export const growth = (value) => share.format(value)
export const size = (bytes) => megabytes.format(bytes / 1_048_576)

/** How long ago a moment was: '2 hours ago'. */
export function ago(moment) {
  const seconds = (new Date(moment) - Date.now()) / 1000
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1)
  return relative.format(Math.round(seconds / length), unit)
}
