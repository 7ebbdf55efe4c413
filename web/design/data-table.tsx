import type { ReactNode } from 'react'
import table from './table.module.css'

export type Column<Row> = {
  head: string
  /** Left out on small screens: '' on phones, '2' on tablets too. */
  wide?: '' | '2'
  width?: string
  dim?: boolean
  cell: (row: Row) => ReactNode
  /** What stands in its place until the rows are here. */
  bone: ReactNode
}
type Props<Row> = { label: string; rows: readonly Row[] | null; columns: readonly Column<Row>[] }

const bones = 8

/** A table whose widths are fixed before its rows come, so that nothing moves. `rows` null: not here yet. */
export function DataTable<Row extends { id: string }>({ label, rows, columns }: Props<Row>) {
  return (
    <table className={table['table']} aria-label={label}>
      <colgroup>
        {columns.map(({ head, wide, width }) => (
          <col key={head} data-wide={wide} style={width === undefined ? undefined : { width }} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {columns.map(({ head, wide }) => (
            <th key={head} scope="col" data-wide={wide}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows === null
          ? Array.from({ length: bones }, (_, i) => (
              <tr key={i} aria-hidden="true">
                {columns.map(({ head, wide, bone }) => (
                  <td key={head} data-wide={wide}>
                    {bone}
                  </td>
                ))}
              </tr>
            ))
          : rows.map(row => (
              <tr key={row.id}>
                {columns.map(({ head, wide, dim, cell }) => (
                  <td key={head} data-wide={wide} className={dim ? table['dim'] : undefined}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
      </tbody>
    </table>
  )
}
