import type { UsageBytes, UsagePoint } from '#protocol/rest/usage.ts'

export const bothOf = ({ up, down }: UsageBytes): number => up + down

/**
 * How much more or less than in the period before, as a share of that; null when that was nothing. The step that is
 * not over yet is left out on both sides, or every morning would look like a loss.
 */
export function changeOf(
  points: readonly UsagePoint[],
  before: readonly UsagePoint[],
  running: boolean,
): number | null {
  const count = Math.max(0, points.length - (running ? 1 : 0))
  const sum = (of: readonly UsagePoint[]) => of.slice(0, count).reduce((all, it) => all + bothOf(it), 0)
  const was = sum(before)
  return was === 0 ? null : (sum(points) - was) / was
}
