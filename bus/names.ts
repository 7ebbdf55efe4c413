/** Every name in Redis, in one place. A `{part}` is a Cluster hash tag: keys that share it live on one node. */
export const channels = {
  /** `Control` of protocol/control.ts: act at once. */
  control: 'control',
  /** `ProcessSign` of protocol/process.ts: each process, once a second. */
  processes: 'processes',
} as const

export const keys = {
  /** hash, process id -> its last `ProcessSign` */
  processes: 'processes',
  /** written to see whether Redis takes writes; expires */
  trial: (n: number) => `trial:${n}`,
  /** hash: tries so far, and until when the next one is refused */
  throttle: (name: string, key: string) => `throttle:${name}:${key}`,
  /** list of the times of the last ones, newest first */
  quota: (name: string, key: string) => `quota:${name}:${key}`,
  /** sorted set, member -> when it expires. Tagged by its name, so that one script can renew many. */
  slots: (name: string, key: string) => `{slots:${name}}:${key}`,
  /** sorted sets, what is occupied -> until when: keys, and `<key>/<holder>` */
  slotIndex: (name: string) => [`{slots:${name}}/keys`, `{slots:${name}}/holders`],
} as const
