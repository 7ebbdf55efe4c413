/** Takes at least this long, so that the time of an answer does not tell which way it took. */
export async function steady<T>(ms: number, work: Promise<T>): Promise<T> {
  const [done] = await Promise.allSettled([work, new Promise(end => setTimeout(end, ms))])
  if (done.status === 'rejected') throw done.reason
  return done.value
}
