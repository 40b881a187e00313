// Pictures that wait in the browser's cache: those another app shared with this one, those of someone who must sign in first.

const SHARED = "hashtagger-shared"
const WAITING = "hashtagger-waiting"

/** What the service worker put aside of a share: `{files, words}`; it is taken out. */
export const takeShared = () => take(SHARED, "/shared/")

/** What `keepFiles` put aside. */
export const takeWaiting = async () => (await take(WAITING, "/waiting/")).files

/** Put `files` aside until the page comes back; without a cache (plain http) nothing happens. */
export async function keepFiles(files) {
  if (!("caches" in window)) return
  const cache = await caches.open(WAITING)
  await Promise.all(
    files.map((file, place) => cache.put(`/waiting/${place + 1}`, new Response(file, { headers: headersOf(file) }))),
  )
}

async function take(name, folder) {
  if (!("caches" in window) || !(await caches.has(name))) return { files: [], words: "" }
  const cache = await caches.open(name)
  const files = []
  for (const request of await numbered(cache, folder)) files.push(await fileOf(await cache.match(request), request))
  const words = (await (await cache.match(`${folder}text`))?.text()) ?? ""
  await caches.delete(name)
  return { files, words }
}

async function numbered(cache, folder) {
  const place = (request) => Number(new URL(request.url).pathname.slice(folder.length))
  return (await cache.keys()).filter((request) => place(request) > 0).sort((a, b) => place(a) - place(b))
}

async function fileOf(response, request) {
  const type = response.headers.get("Content-Type") ?? ""
  const name = decodeURIComponent(response.headers.get("X-Name") ?? new URL(request.url).pathname.split("/").at(-1))
  return new File([await response.blob()], name, { type })
}

const headersOf = (file) => ({ "Content-Type": file.type, "X-Name": encodeURIComponent(file.name ?? "") })
