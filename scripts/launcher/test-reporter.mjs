// node --test tells its counts to the launcher: one line of JSON after each test.
const counts = { passed: 0, failed: 0, skipped: 0 }

export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (data.details?.type === 'suite') continue
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped++
    else counts[type === 'test:pass' ? 'passed' : 'failed']++
    yield `${JSON.stringify(counts)}\n`
  }
}
