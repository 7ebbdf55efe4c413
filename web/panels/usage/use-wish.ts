import type { UsageDimension, UsageStep } from '#protocol/rest/usage.ts'
import { useFilters } from '../use-filters.ts'
import { dayIn, plusDays, type RangeName, rangeNames, stepsOf, type Wish } from './ranges.ts'

const names = ['range', 'from', 'to', 'step', 'compare', 'by', 'account'] as const

/** What of usage is looked at, as the address says it. What makes no sense there is the default. */
export function useWish(dimensions: readonly UsageDimension[], scope: { network?: boolean } = {}) {
  const { values, set } = useFilters(names)
  const range = rangeNames.find(it => it === values.range) ?? 'day'
  const days = range === 'custom' ? { from: values.from, to: values.to } : { from: '', to: '' }
  const steps = stepsOf({ range, ...days }, scope)
  const step = steps.find(it => it === values.step) ?? steps[0]!
  const wish: Wish = { range, ...days, step }
  return {
    wish,
    steps,
    compare: values.compare === '1',
    by: dimensions.find(it => it === values.by) ?? dimensions[0]!,
    account: values.account || null,
    setRange(next: RangeName, zone: string) {
      const today = dayIn(zone, Date.now())
      const own = next === 'custom' ? { from: plusDays(today, -6), to: today } : { from: '', to: '' }
      set({ range: next === 'day' ? '' : next, step: '', ...own })
    },
    setDays: (changes: { from?: string; to?: string }) => set({ ...changes, step: '' }),
    setStep: (next: UsageStep) => set({ step: next === steps[0] ? '' : next }),
    setCompare: (on: boolean) => set({ compare: on ? '1' : '' }),
    setBy: (next: UsageDimension) => set({ by: next === dimensions[0] ? '' : next }),
    setAccount: (id: string) => set({ account: id }),
  }
}
export type WishState = ReturnType<typeof useWish>
