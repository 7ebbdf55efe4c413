import { z } from 'zod'
import { ConnectFault } from '../tunnel.ts'

/** Where a stranger's traffic must not get to through a device: each is tried, and has to be refused. */
export const homeRanges = [
  'loopback',
  'private',
  'carrier_nat',
  'link_local',
  'metadata',
  'nat64',
  'mapped',
  'unique_local',
  'rebinding',
] as const
export const HomeRange = z.enum(homeRanges)
export type HomeRange = z.infer<typeof HomeRange>

/** `unclear`: neither refused nor reached; the device was busy, or knows no such name. */
export const SelfTry = z.object({
  range: HomeRange,
  target: z.string().max(300),
  result: z.enum(['refused', 'reached', 'unclear']),
  /** What the device answered: `forbidden` is the answer that is wanted. */
  answer: z.union([ConnectFault, z.enum(['ok', 'lost'])]),
})
export type SelfTry = z.infer<typeof SelfTry>

/** `failed`: something was reached, or was tried instead of refused. */
export const selfTestResults = ['passed', 'failed', 'unclear'] as const
export const SelfTest = z.object({
  at: z.int(),
  result: z.enum(selfTestResults),
  tries: z.array(SelfTry).max(100),
})
export type SelfTest = z.infer<typeof SelfTest>

/** A device that refuses keeps its owner's home closed; one that only failed to get there may get there tomorrow. */
export function resultOf(tries: readonly SelfTry[]): SelfTest['result'] {
  if (tries.some(it => it.result === 'reached')) return 'failed'
  return homeRanges.every(range => tries.some(it => it.range === range && it.result === 'refused'))
    ? 'passed'
    : 'unclear'
}
