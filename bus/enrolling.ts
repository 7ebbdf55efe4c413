import { createHash } from 'node:crypto'
import { EnrollAnswer, EnrollAsk } from '#protocol/directory.ts'
import type { Bus } from './connect.ts'
import { channels } from './names.ts'

// edge --(a device with a code: enroll)--> every hub --(enrolled)--> the edges; the node itself comes by the directory
// Nothing depends on one message: the edge asks again until it is answered, and to be asked twice is harmless.

export const askEnroll = (bus: Bus, ask: EnrollAsk): Promise<void> => bus.publish(channels.enroll, ask)
export const hearEnroll = (bus: Bus, fn: (ask: EnrollAsk) => void): Promise<() => void> =>
  bus.subscribe(channels.enroll, EnrollAsk, fn)
export const answerEnroll = (bus: Bus, answer: EnrollAnswer): Promise<void> =>
  bus.publish(channels.enrolled, answer)
export const hearEnrolled = (bus: Bus, fn: (answer: EnrollAnswer) => void): Promise<() => void> =>
  bus.subscribe(channels.enrolled, EnrollAnswer, fn)

/** All that is kept of a code: who makes it and who is told it agree on it here. */
export const codeHash = (code: string): string =>
  createHash('sha256').update(code.trim().toUpperCase()).digest('base64url')
