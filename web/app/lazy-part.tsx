import { type ComponentType, use } from 'react'
import { ApiError } from '../api/api-error.ts'

const failed = new Set<() => void>()

/** Parts whose code did not come are asked for again by whoever shows them next. */
export function forgetFailedParts(): void {
  for (const forget of failed) forget()
  failed.clear()
}

/** A component whose code comes when it is first shown. Unlike `lazy` of React it can be asked for again. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loading: Promise<ComponentType<P>> | null = null

  function preload(): Promise<ComponentType<P>> {
    if (loading) return loading
    const asked = load().catch((error: unknown) => {
      failed.add(() => (loading = null))
      throw new ApiError('offline', { message: String(error) })
    })
    // As `use` itself marks a promise it has waited for: one that is here already is drawn at once.
    asked.then(
      value => Object.assign(asked, { status: 'fulfilled', value }),
      () => undefined,
    )
    return (loading = asked)
  }
  function Part(props: P) {
    const Inner = use(preload())
    return <Inner {...props} />
  }
  return Object.assign(Part, { preload })
}
