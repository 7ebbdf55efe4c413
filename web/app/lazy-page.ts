import type { ComponentType } from 'react'
import { lazyPart } from './lazy-part.tsx'
import { patiently } from './patiently.ts'

/** A page that has nothing to show but itself: its code is waited for. */
export const lazyPage = <P extends object>(load: () => Promise<ComponentType<P>>) =>
  lazyPart(() => patiently(load))
