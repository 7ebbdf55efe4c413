import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { filterNames, readView, writeCamera } from './view-state.ts'

const read = (query: string) => readView(new URLSearchParams(query))

describe('an address', () => {
  test('[MP5] says all of what is looked at', () => {
    const view = read(
      'at=52.52,13.4,6.25&search=pixel&status=approved&online=true&country=DE&network=wifi&verdict=home&batteryFrom=0.2&batteryTo=1&scoreFrom=40&scoreTo=90&sort=-score&node=abc',
    )
    assert.deepEqual(view.filter, {
      search: 'pixel',
      status: 'approved',
      online: 'true',
      country: 'de',
      network: 'wifi',
      verdict: 'home',
      batteryFrom: 0.2,
      batteryTo: 1,
      scoreFrom: 40,
      scoreTo: 90,
    })
    assert.equal(view.sort, '-score')
    assert.equal(view.node, 'abc')
    assert.equal(writeCamera(view.camera!), '52.52,13.4,6.25')
  })
  test('[MP5] means the same camera when it is written again', () => {
    for (const at of ['0,0,2', '-36.85,174.76,9.5', '60.1699,24.9384,12']) {
      const once = writeCamera(read(`at=${at}`).camera!)
      assert.equal(writeCamera(read(`at=${once}`).camera!), once)
    }
  })
  test('[MP5] may hold nonsense, which is passed over word by word', () => {
    const view = read('at=99,1,2&status=gone&country=deutschland&batteryFrom=7&sort=age&verdict=home')
    assert.deepEqual(view, { camera: null, filter: { verdict: 'home' }, sort: 'newest', node: null })
    assert.equal(read('at=1,2').camera, null)
    assert.equal(read('at=1,x,3').camera, null)
  })
  test('[MP5] knows every filter of the contract', () => {
    assert.ok(filterNames.includes('batteryFrom') && filterNames.includes('search'))
  })
})
