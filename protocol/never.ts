/** Closes an exhaustive switch: a new case that nobody handles does not compile. */
export function never(x: never): never {
  throw new Error(`unhandled: ${JSON.stringify(x)}`)
}
