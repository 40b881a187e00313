// Makes big photos small before they travel, and takes a picture out of a clip.

export const SIDE_PX = 2048
/** For models that look at one picture: they see no more than this. */
export const LOOK_PX = 768
const SMALL_BYTES = 1_000_000
const QUALITY = 0.86
const FRAME_WAIT_MS = 4_000

export const isClip = (file) => file.type.startsWith("video/")

/** `file` with its longest side at most `sidePx`, as JPEG; the file itself where it is small or cannot be decoded here. */
export async function shrunk(file, sidePx = SIDE_PX) {
  // Of a GIF every frame counts.
  if (!file.type.startsWith("image/") || file.type === "image/gif") return file
  let bitmap
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" })
  } catch {
    return file
  }
  try {
    const scale = Math.min(1, sidePx / Math.max(bitmap.width, bitmap.height))
    if (scale === 1 && file.size <= SMALL_BYTES) return file
    const made = await drawn(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale))
    return made && (scale < 1 || made.size < file.size) ? made : file
  } finally {
    bitmap.close()
  }
}

/** What a model looks at when it is asked about one picture: of a clip an early frame. */
export async function looked(file) {
  return isClip(file) ? (await frameOf(file)) ?? file : shrunk(file, LOOK_PX)
}

function drawn(source, width, height) {
  const canvas = document.createElement("canvas")
  canvas.width = Math.max(1, width)
  canvas.height = Math.max(1, height)
  const context = canvas.getContext("2d")
  // JPEG has no transparency, and black behind a logo is ugly.
  context.fillStyle = "#fff"
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY))
}

async function frameOf(file) {
  const address = URL.createObjectURL(file)
  const video = document.createElement("video")
  video.muted = true
  video.src = address
  try {
    await happened(video, "loadeddata")
    video.currentTime = Math.min(0.2, (video.duration || 0) / 2)
    await happened(video, "seeked")
    const scale = Math.min(1, LOOK_PX / Math.max(video.videoWidth, video.videoHeight))
    return await drawn(video, Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale))
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(address)
  }
}

function happened(video, event) {
  return new Promise((done, failed) => {
    video.addEventListener(event, done, { once: true })
    video.addEventListener("error", failed, { once: true })
    setTimeout(failed, FRAME_WAIT_MS)
  })
}
