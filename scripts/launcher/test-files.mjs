// Which file is run by whom.
import path from 'node:path'
import { Fault } from './faults.mjs'
import { root } from './paths.mjs'
import { projectFiles } from './project-files.mjs'

const nodeTest = /\.test\.m?[jt]s$/
const browserTest = /\.spec\.ts$/

/** Paths from the root, sorted: `{unit, system, browser}`. */
export function testFiles() {
  const all = projectFiles().sort()
  return {
    unit: all.filter(file => nodeTest.test(file) && !isWhole(file)),
    system: all.filter(file => nodeTest.test(file) && isWhole(file)),
    browser: all.filter(file => browserTest.test(file)),
  }
}

const isWhole = file => file.startsWith(`e2e${path.sep}`)

/** The files among all that somebody named: a file, or a folder of them. */
export function chosen(names) {
  const files = testFiles()
  const wanted = names.map(name => path.relative(root, path.resolve(root, name)))
  for (const name of wanted) {
    const found = Object.values(files).some(list => list.some(file => fits(file, name)))
    if (!found) throw new Fault(`${name} is no test: name a *.test.ts, a *.spec.ts or a folder of them`)
  }
  const pick = list => list.filter(file => wanted.some(name => fits(file, name)))
  return { unit: pick(files.unit), system: pick(files.system), browser: pick(files.browser) }
}

function fits(file, name) {
  return file === name || file.startsWith(name + path.sep)
}
