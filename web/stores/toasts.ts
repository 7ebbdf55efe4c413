import { create } from 'zustand'
import { signedInAs, useSession } from './session.ts'

/** Where more of it is to be seen. */
export type ToastLink = { to: string; words: string }
export type Toast = {
  id: number
  tone: 'good' | 'bad'
  title: string
  detail?: string | undefined
  link?: ToastLink | undefined
}
export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }))

let last = 0
/** More than a few at once are not read; the oldest go. */
const maxToasts = 4

export function toast(tone: Toast['tone'], title: string, detail?: string, link?: ToastLink): void {
  const next: Toast = { id: ++last, tone, title, detail, link }
  useToasts.setState(s => ({ toasts: [...s.toasts, next].slice(-maxToasts) }))
}
export const dismiss = (id: number) =>
  useToasts.setState(s => ({ toasts: s.toasts.filter(one => one.id !== id) }))

/** For work that takes a while: its outcome is for whoever asked for it, not for the next who signs in here. */
export function toastLater(): typeof toast {
  const asked = signedInAs()?.id
  return (...words) => signedInAs()?.id === asked && toast(...words)
}

let who = signedInAs()?.id
useSession.subscribe(() => {
  const now = signedInAs()?.id
  if (now === who) return
  who = now
  useToasts.setState({ toasts: [] })
})
