/** Told of a listener that throws. */
export type OnFault = (error: unknown) => void

/** The bug of one listener is nobody else's: it comes out where nobody catches it, after everybody was told. */
export const throwLater: OnFault = error =>
  void setTimeout(() => {
    throw error
  })

export function guarded(work: () => void, onFault: OnFault): void {
  try {
    work()
  } catch (error) {
    onFault(error)
  }
}
