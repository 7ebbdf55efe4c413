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
  let loaded: ComponentType<P> | null = null
  let loading: Promise<ComponentType<P>> | null = null

  const preload = () =>
    (loading ??= load().then(
      part => (loaded = part),
      (error: unknown) => {
        failed.add(() => (loading = null))
        throw new ApiError('offline', { message: String(error) })
      },
    ))
  function Part(props: P) {
    const Inner = loaded ?? use(preload())
    return <Inner {...props} />
  }
  return Object.assign(Part, { preload })
}
