// Keeps the shell of the pages for when the network is gone, and takes photos from the phone's share sheet.
// Nothing of the API and no page of a visitor is ever kept: only files of this release, and the page that says "offline".

const SHELL = "hashtagger-RELEASE"
const SHARED = "hashtagger-shared"
// Pictures of someone who signs in first (creator/kept_files.js).
const WAITING = "hashtagger-waiting"
const FIRST = ["/offline", "/static/RELEASE/design.css", "/static/RELEASE/base.js"]
const MOST_FILES = 10
const MOST_CHARS = 10_000
const MOST_BYTES = 110 * 1024 * 1024

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FIRST)).then(() => self.skipWaiting()))
})

self.addEventListener("activate", (event) => event.waitUntil(takeOver()))

self.addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (request.method === "POST" && url.pathname === "/share") event.respondWith(keepShared(request))
  else if (request.method !== "GET") return
  else if (url.pathname.startsWith("/static/RELEASE/")) event.respondWith(fromShell(request))
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match("/offline")))
})

async function takeOver() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => ![SHELL, SHARED, WAITING].includes(name)).map((name) => caches.delete(name)))
  await self.clients.claim()
}

async function fromShell(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const fresh = await fetch(request)
  if (fresh.ok) (await caches.open(SHELL)).put(request, fresh.clone())
  return fresh
}

/** Photos and words of the share sheet wait in a cache; the first page takes them from there (`/?shared=1`). */
async function keepShared(request) {
  await caches.delete(SHARED)
  let place = "/?shared=none"
  try {
    const form = await request.formData()
    const files = form.getAll("files").filter((file) => file instanceof File && file.size).slice(0, MOST_FILES)
    if (files.reduce((sum, file) => sum + file.size, 0) > MOST_BYTES) return Response.redirect("/?shared=too-large", 303)
    const cache = await caches.open(SHARED)
    const words = ["title", "text"].map((name) => form.get(name)).filter(Boolean).join("\n").slice(0, MOST_CHARS)
    if (words) await cache.put("/shared/text", new Response(words))
    for (const [index, file] of files.entries()) {
      const headers = { "Content-Type": file.type || "application/octet-stream", "X-Name": encodeURIComponent(file.name) }
      await cache.put(`/shared/${index + 1}`, new Response(file, { headers }))
    }
    if (files.length || words) place = "/?shared=1"
  } catch {
    // Too much for this phone to keep: the page says that nothing came.
  }
  return Response.redirect(place, 303)
}
