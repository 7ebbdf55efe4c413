import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import table from './table.module.css'

export type Column<Row> = {
  head: string
  /** Left out on small screens: '' on phones, '2' on tablets too. */
  wide?: '' | '2'
  width?: string
  dim?: boolean
  /** Figures and buttons stand at the end of their column. */
  end?: boolean
  cell: (row: Row) => ReactNode
  /** What stands in its place until the rows are here. */
  bone: ReactNode
}
type Props<Row> = {
  label: string
  rows: readonly Row[] | null
  columns: readonly Column<Row>[]
  /** Rows that are over and still keep their place. */
  over?: (row: Row) => boolean
}

const bones = 8

/** A table whose widths are fixed before its rows come, so that nothing moves. `rows` null: not here yet. */
export function DataTable<Row extends { id: string }>({ label, rows, columns, over }: Props<Row>) {
  return (
    <table className={table['table']} aria-label={label}>
      <colgroup>
        {columns.map(({ head, wide, width }) => (
          <col key={head} data-wide={wide} style={width === undefined ? undefined : { width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ head, wide, end }) => (
            <th key={head} scope="col" data-wide={wide} className={end ? table['end'] : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows === null
          ? Array.from({ length: bones }, (_, i) => (
              <tr key={i} aria-hidden="true">
                {columns.map(({ head, wide, end, bone }) => (
                  <td key={head} data-wide={wide} className={end ? table['end'] : undefined}>
                    {bone}
                  </td>
                ))}
              </tr>
            ))
          : rows.map(row => (
              <tr key={row.id} data-over={over?.(row) || undefined}>
                {columns.map(({ head, wide, dim, end, cell }) => (
                  <td key={head} data-wide={wide} className={cx(dim && table['dim'], end && table['end'])}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
      </tbody>
    </table>
  )
}
