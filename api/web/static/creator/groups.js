// Saved groups of tags: keeps the tags of a post under a name, and adds those of a group.

import { ask, text } from "../base.js"
import { announce, find, make } from "./elements.js"
import { newKey } from "./sending.js"
import { tellTrouble } from "./troubles.js"

/** The two forms in `section`. `tags()` are those of the post, `onAdd(displays)` adds a group's. */
export function groupsIn(section, { tags, onAdd }) {
  const save = find("#save-form", section)
  const choice = find("#group-choice", section)
  const trouble = find("#save-trouble", section)
  let groups = []
  // A second click saves nothing twice.
  let saving = false

  async function load() {
    try {
      groups = (await (await ask("/v1/saved-groups?limit=200")).json()).groups
    } catch {
      groups = []
    }
    choice.replaceChildren(make("option", { value: "" }, text("choose-group")), ...groups.map((each) => make("option", { value: each.group_id }, `${each.name} (${each.tags.length})`)))
    find("#group-form", section).hidden = groups.length === 0
  }

  save.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (saving) return
    trouble.hidden = true
    const name = save.elements.name.value.trim()
    if (!name) return save.elements.name.focus()
    saving = true
    try {
      await ask("/v1/saved-groups", { method: "POST", json: { name, tags: tags() }, headers: { "Idempotency-Key": newKey() } })
      save.reset()
      find("#save-done").textContent = text("group-saved", { name })
      await load()
    } catch (error) {
      tellTrouble(trouble, error)
    } finally {
      saving = false
    }
  })
  find("#group-form", section).addEventListener("submit", (event) => {
    event.preventDefault()
    const group = groups.find((each) => each.group_id === choice.value)
    if (group) onAdd(group.tags.map(({ display }) => display))
    else announce(text("choose-group"))
  })
  return { load }
}

/** The tags of one saved group as they are displayed; none where it is gone. */
export async function tagsOfGroup(id) {
  try {
    return (await (await ask(`/v1/saved-groups/${encodeURIComponent(id)}`)).json()).tags.map(({ display }) => display)
  } catch {
    return []
  }
}
