import 'i18next'
import type { door } from './en/door.ts'
import type { panel } from './en/panel.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app'
    resources: { app: typeof door & typeof panel }
    returnNull: false
  }
}
