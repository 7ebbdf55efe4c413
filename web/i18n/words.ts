import type { door } from './en/door.ts'
import type { panel } from './en/panel.ts'

// The shape that every language must have. Plural forms differ by language, so keys that end in a
// form are left to words.test.ts, which knows each language's forms.
type PluralSuffix = '_zero' | '_one' | '_two' | '_few' | '_many' | '_other'
type Shape<T> = {
  [K in keyof T as K extends `${string}${PluralSuffix}` ? never : K]: T[K] extends string
    ? string
    : Shape<T[K]>
} & { [K in `${string}${PluralSuffix}`]?: string }
export type DoorWords = Shape<typeof door>
export type PanelWords = Shape<typeof panel>
