/** `{a: {b: 'x'}}` as `a.b -> x`. */
export function flat(words: object, path = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') out.set(path + key, value)
    else for (const [inner, text] of flat(value as object, `${path}${key}.`)) out.set(inner, text)
  }
  return out
}
