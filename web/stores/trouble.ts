import { create } from 'zustand'

/** Why the page that somebody waits for does not come yet; null while nothing is wrong. */
export const useTrouble = create<{ error: unknown }>(() => ({ error: null }))
export const noteTrouble = (error: unknown): void => useTrouble.setState({ error })
