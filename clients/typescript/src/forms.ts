/** Pictures and wishes as a form, which is what uploads travel in. */

/** How React Native names a file of the device. */
export interface NativeFile {
  uri: string;
  name: string;
  type: string;
}

/** A `File` or `Blob`; on React Native also the place of a file. */
export type Picture = Blob | NativeFile;

/** Each picture as a field `image`; of the wishes, lists repeat their field and objects are written as the server reads them. */
export function formOf(wishes: object, images: readonly Picture[]): FormData {
  const form = new FormData();
  for (const image of images) {
    if (image instanceof Blob) form.append("image", image, "name" in image ? String(image.name) : "picture");
    else form.append("image", image as unknown as Blob); // as React Native wants it
  }
  for (const [name, value] of Object.entries(wishes) as [string, unknown][]) {
    for (const text of texts(name, value)) form.append(name, text);
  }
  return form;
}

function texts(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (name === "adapters" && Array.isArray(value)) {
    return [value.map((each: { name: string; weight?: number }) => `${each.name}:${each.weight ?? 1}`).join(", ")];
  }
  if (Array.isArray(value)) return value.map(String);
  return [typeof value === "object" ? JSON.stringify(value) : String(value)];
}
