import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import type { Column } from '../../design/data-table.tsx'
import { Bone } from '../../design/states.tsx'
import table from '../../design/table.module.css'
import type { Format } from '../../i18n/format.ts'
import proxy from '../proxy/proxy.module.css'

type Shown = { target: string; login: string; node: string; country: string | null; up: number; down: number }

/** What sessions that run and those that have ended are shown by alike. */
export const targetColumn = <S extends Shown>(t: TFunction, target: (it: S) => ReactNode): Column<S> => ({
  head: t('sessions.target'),
  cell: it => (
    <div className={table['two']}>
      {target(it)}
      <span className={table['sub']}>{it.login}</span>
    </div>
  ),
  bone: <Bone width="70%" />,
})

export const nodeColumn = <S extends Shown>(t: TFunction): Column<S> => ({
  head: t('sessions.node'),
  wide: '2',
  width: '130px',
  dim: true,
  cell: it => (
    <span className={table['cut']}>
      {it.country?.toUpperCase() ?? '–'} · {it.node.slice(-6)}
    </span>
  ),
  bone: <Bone width="70%" />,
})

export const bytesColumn = <S extends Shown>(t: TFunction, format: Format, wide?: ''): Column<S> => ({
  head: t('sessions.bytes'),
  ...(wide !== undefined && { wide }),
  width: '180px',
  cell: it => <span className={proxy['num']}>{`↑ ${format.bytes(it.up)}  ↓ ${format.bytes(it.down)}`}</span>,
  bone: <Bone width="80%" />,
})
