import { create } from 'zustand'

export type Toast = { id: number; tone: 'good' | 'bad'; title: string; detail?: string }
export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }))

let last = 0
/** More than a few at once are not read; the oldest go. */
const maxToasts = 4

export function toast(tone: Toast['tone'], title: string, detail?: string): void {
  const next: Toast = { id: ++last, tone, title, ...(detail ? { detail } : {}) }
  useToasts.setState(s => ({ toasts: [...s.toasts, next].slice(-maxToasts) }))
}
export const dismiss = (id: number) =>
  useToasts.setState(s => ({ toasts: s.toasts.filter(one => one.id !== id) }))
