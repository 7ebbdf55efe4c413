import type { DemoLogin } from './harness/system.ts'

/** Every page there is, and who opens it; `null` is somebody not signed in. */
export const allPages: readonly (readonly [path: string, who: DemoLogin['role'] | null])[] = [
  ['/login', null],
  ['/register', null],
  ['/forgot', null],
  ['/reset?token=aaaaaaaaaaaaaaaaaaaaaaaa', null],
  ['/welcome?token=aaaaaaaaaaaaaaaaaaaaaaaa', null],
  ['/reset', null],
  ['/system', 'operator'],
  ['/users', 'admin'],
  ['/accounts', 'admin'],
  ['/audit', 'admin'],
  ['/account', 'client'],
  ['/access', 'client'],
  ['/sessions', 'client'],
  ['/sessions?state=ended', 'operator'],
  ['/nodes', 'operator'],
  ['/nodes?tab=codes', 'operator'],
  ['/settings', 'client'],
  ['/settings/security', 'client'],
  ['/nowhere', 'client'],
  ['/users', 'client'],
]
