import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, type NodePolicy } from '#protocol/policy.ts'
import { changesOf, editOf, effectiveOf, inheritedOf, type RuleEdit, ruleNames } from './rules-form.ts'

const all = { name: 'All nodes', rules: defaultPolicy }
const provider = { name: 'Sharq', rules: { wifiOnly: true, schedule: [{ from: '22:00', to: '06:00' }] } }
const layers = [provider, all]

test('[WEB42] a rule that a node has not itself is that of its provider, else that of all nodes', () => {
  assert.deepEqual([...ruleNames].sort(), Object.keys(defaultPolicy).sort())
  assert.deepEqual(inheritedOf('wifiOnly', layers), { value: true, from: 'Sharq' })
  assert.deepEqual(inheritedOf('batteryFloor', layers), { value: 0.2, from: 'All nodes' })
  assert.deepEqual(effectiveOf({ batteryFloor: null }, layers), {
    ...defaultPolicy,
    ...provider.rules,
    batteryFloor: null,
  })
  assert.equal(effectiveOf({ paused: true }, [provider]), null, 'not all of it is known')
})

test('[WEB42] only what was changed is sent, and what is inherited again is named', () => {
  const own = { maxSessions: 4, paused: false }
  const edit = editOf(own, effectiveOf(own, layers) as NodePolicy)
  assert.deepEqual(edit.own, ['paused', 'maxSessions'])
  assert.deepEqual(changesOf(edit, own), { changes: {} })
  const changed: RuleEdit = {
    own: ['maxSessions', 'batteryFloor', 'monthlyBytes'],
    texts: { ...edit.texts, maxSessions: '12', batteryFloor: '', monthlyBytes: '1,5' },
  }
  assert.deepEqual(changesOf(changed, own), {
    changes: {
      policy: { maxSessions: 12, batteryFloor: null, monthlyBytes: 1_500_000_000 },
      inherit: ['paused'],
    },
  })
})

test('[WEB42] what means nothing is named and not sent', () => {
  const { texts } = editOf({}, defaultPolicy)
  const wrong: [Partial<RuleEdit['texts']>, string][] = [
    [{ batteryFloor: '101' }, 'batteryFloor'],
    [{ batteryFloor: 'much' }, 'batteryFloor'],
    [{ maxSessions: '0' }, 'maxSessions'],
    [{ maxSessions: '2.5' }, 'maxSessions'],
    [{ monthlyBytes: '-1' }, 'monthlyBytes'],
    [{ schedule: [{ from: '', to: '06:00' }] }, 'schedule'],
    [{ schedule: [{ from: '06:00', to: '06:00' }] }, 'schedule'],
  ]
  for (const [given, rule] of wrong)
    assert.deepEqual(changesOf({ own: ruleNames, texts: { ...texts, ...given } }, {}), { wrong: [rule] })
})
