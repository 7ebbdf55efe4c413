import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NodeFilter, NodeSort } from '#protocol/node-filter.ts'
import { filterOf, noWish, percentOf, pointsOf, shareOf, sortOf, wishNames, without } from './node-wish.ts'

test('[WEB43] the list asks by every word of the contract, and its address says the same', () => {
  assert.deepEqual([...wishNames].sort(), Object.keys(NodeFilter.shape).sort())
  const values = {
    ...noWish,
    ...{ search: 'galaxy', status: 'approved', online: 'true', country: 'UZ', network: 'cellular' },
    ...{ verdict: 'doubtful', batteryFrom: '0.2', batteryTo: '1', scoreFrom: '40', scoreTo: '90' },
    provider: '0195c1a0-0000-7000-8000-000000000001',
  }
  const filter = filterOf(values)
  assert.deepEqual(Object.keys(filter).sort(), [...wishNames].sort())
  assert.deepEqual(NodeFilter.parse(filter), filter)
  assert.equal(without(filter, 'status').status, undefined)
  for (const sort of NodeSort.options) assert.equal(sortOf(sort), sort)
})

test('[WEB43] what means nothing in an address is left out', () => {
  const nonsense = Object.fromEntries(wishNames.map(it => [it, it === 'search' ? '' : '?'])) as typeof noWish
  assert.deepEqual(filterOf(nonsense), {})
  assert.deepEqual(filterOf({ ...noWish, batteryFrom: '7', scoreTo: '-1' }), {})
  assert.equal(sortOf('random'), 'newest')
})

test('[WEB43] battery is written in percent', () => {
  assert.deepEqual(['', '0.2', '0.155', '1'].map(percentOf), ['', '20', '15.5', '100'])
  assert.deepEqual(['', '20', '15,5', '101', 'x'].map(shareOf), ['', '0.2', '0.155', '', ''])
  assert.deepEqual(['', '40', '1.5', '101'].map(pointsOf), ['', '40', '', ''])
})
