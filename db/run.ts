import type { IBaseProtocol } from 'pg-promise'
import { DbDown, dbError } from './errors.ts'
import type { Statement } from './statement.ts'
import { toSql, type Value } from './values.ts'

type Values<K extends string> = { [N in K]: Value }

/** Runs statements on the pool or inside a transaction; repositories do not know which. */
export type Run = {
  one<K extends string, Row, T>(
    s: Statement<K>,
    values: Values<NoInfer<K>>,
    read: (row: Row) => T,
  ): Promise<T>
  maybe<K extends string, Row, T>(
    s: Statement<K>,
    values: Values<NoInfer<K>>,
    read: (row: Row) => T,
  ): Promise<T | null>
  many<K extends string, Row, T>(
    s: Statement<K>,
    values: Values<NoInfer<K>>,
    read: (row: Row) => T,
  ): Promise<T[]>
  /** How many rows it touched. */
  count<K extends string>(s: Statement<K>, values: Values<NoInfer<K>>): Promise<number>
}

export function createRun(pg: Pick<IBaseProtocol<unknown>, 'result'>, onDown: () => void): Run {
  async function result(s: Statement, values: Record<string, Value>) {
    try {
      const given = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toSql(value)]))
      return await pg.result(s.file, given)
    } catch (e) {
      const error = dbError(e, s.name)
      if (error instanceof DbDown) onDown()
      throw error
    }
  }

  return {
    async one(s, values, read) {
      const { rows } = await result(s, values)
      if (rows.length !== 1) throw new Error(`${s.name} answered ${rows.length} rows instead of one`)
      return read(rows[0] as never)
    },
    async maybe(s, values, read) {
      const { rows } = await result(s, values)
      if (rows.length > 1) throw new Error(`${s.name} answered ${rows.length} rows instead of one or none`)
      return rows.length === 0 ? null : read(rows[0] as never)
    },
    async many(s, values, read) {
      const { rows } = await result(s, values)
      return rows.map(row => read(row as never))
    },
    async count(s, values) {
      return (await result(s, values)).rowCount
    },
  }
}
