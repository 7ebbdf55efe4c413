/** Where `?next=` leads: a path of ours and nothing else, or a foreign page could be made to follow a login. */
export function returnPath(next: string | null): string {
  if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/'
  if (/^\/(login|register|forgot)\b/.test(next)) return '/'
  return next
}
