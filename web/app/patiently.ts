import { ApiError } from '../api/api-error.ts'
import { fullJitter } from '../live/backoff.ts'
import { noteTrouble } from '../stores/trouble.ts'

/**
 * The code of a page fails to come for two reasons. The hub is away: to reload then would end on the browser's
 * own error page, which never comes back by itself, so it is waited for. Or an upgrade has taken the file away.
 * Either way a browser may remember the failure (Chromium does) and only a reload helps: after each absence of
 * the hub, and else once a build. What still fails is the error boundary's to show.
 */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  let wasAway = false
  try {
    return await load()
  } catch {
    wasAway = await hubAnswers()
  }
  try {
    await mendStyles()
    return await load()
  } catch (error) {
    if (!wasAway && !firstOfBuild()) throw error
    location.reload()
    return new Promise(() => {})
  }
}

/** Waits for it; `true` when it had to. */
async function hubAnswers(): Promise<boolean> {
  for (let failures = 0; ; failures++) {
    const here = await fetch('/', { cache: 'no-store' }).then(
      answer => answer.ok,
      () => false,
    )
    noteTrouble(here ? null : new ApiError('offline'))
    if (here) return failures > 0
    const ms = 250 + fullJitter(failures, { baseMs: 500, maxMs: 5_000 })
    await new Promise(resolve => setTimeout(resolve, ms))
  }
}

/** A style sheet that did not come stays in the head without its rules, and Vite never asks for it again. */
async function mendStyles(): Promise<void> {
  const broken = [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter(
    link => !link.sheet,
  )
  await Promise.all(
    broken.map(
      link =>
        new Promise((resolve, reject) => {
          const again = link.cloneNode() as HTMLLinkElement
          again.onload = resolve
          again.onerror = reject
          link.replaceWith(again)
        }),
    ),
  )
}

const mark = 'traffix.reloaded'
function firstOfBuild(): boolean {
  // The name of this very file changes with every build.
  const build = import.meta.url
  try {
    if (sessionStorage.getItem(mark) === build) return false
    sessionStorage.setItem(mark, build)
  } catch {
    return false // Without a memory it could go on for ever.
  }
  return true
}
