import { Globe, Maximize, Minus, Plus } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/notice.tsx'
import { EmptyState } from '../../design/states.tsx'
import type { Camera } from './gl/camera.ts'
import { watchGestures } from './gl/gestures.ts'
import { createMapView, type MapView } from './gl/map-view.ts'
import styles from './map.module.css'
import { pointAt, usePointed } from './map-store.ts'
import { MapCredits } from './map-credits.tsx'
import { MapTip, type Tipped } from './map-tip.tsx'
import type { MapModel } from './model/map-model.ts'
import { boxOf } from './model/box-of.ts'
import { nearFromZoom, useLand } from './use-land.ts'

type Props = {
  model: MapModel
  /** What an address says is shown first. */
  camera: Camera | null
  chosen: string | null
  viewRef: RefObject<MapView | null>
  onCamera: (camera: Camera) => void
  onOpen: (id: string) => void
  children?: React.ReactNode
}

const reduced = matchMedia('(prefers-reduced-motion: reduce)')
/** Pressing a cluster comes nearer by at least so much. */
const leastZoom = 1.2

/** The map itself: hands, keys and what is under them. What it shows is the model's. */
export function MapStage({ model, camera, chosen, viewRef, onCamera, onOpen, children }: Props) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const hint = useId()
  const [view, setView] = useState<MapView | null>(null)
  const [state, setState] = useState<'drawn' | 'lost' | 'none'>('drawn')
  const [isNear, setNear] = useState(false)
  const [tip, setTip] = useState<Tipped | null>(null)
  const land = useLand(view, isNear)
  const pointed = usePointed()
  const first = useRef(camera)

  const noteCamera = useEffectEvent((next: Camera) => {
    if (next.zoom > nearFromZoom) setNear(true)
    onCamera(next)
  })
  /** Of what is pointed at, here or in the list: where it stands now, and who is in it. */
  const tell = useEffectEvent(() => {
    if (!view) return
    const { key, id, by } = usePointed.getState()
    const circleOf = (id: string | null) => {
      const slot = id === null ? null : model.table.slotOf(id)
      return slot === null ? null : (model.level.of(slot)?.key ?? null)
    }
    const hover = key ?? circleOf(id)
    view.mark({ hover, chosen: circleOf(chosen) })
    const it = hover === null ? null : model.level.by(hover)
    if (host.current) host.current.dataset['over'] = by === 'map' && it ? 'yes' : ''
    if (!it) return setTip(null)
    const { x, y } = view.where(it)
    const { width, height } = view.size
    if (x < 0 || y < 0 || x > width || y > height) return setTip(null)
    const { slots, healths } = model.level.inside(it.key)
    setTip({ slots, healths, x, y, size: it.size })
  })
  const press = useEffectEvent((key: number) => {
    const now = view
    if (!now) return
    const { slots } = model.level.inside(key)
    if (slots.length === 1) return onOpen(model.table.idOf(slots[0]!))
    pointAt({})
    now.flyAround(boxOf(slots.map(slot => model.level.spotOf(slot))), 90, now.camera.zoom + leastZoom)
  })

  useEffect(() => {
    const made = createMapView({
      host: host.current!,
      model,
      camera: first.current,
      still: () => reduced.matches,
      onMoved: next => noteCamera(next),
      onDrawn: () => tell(),
      onLost: lost => setState(lost ? 'lost' : 'drawn'),
    })
    if (!made) return setState('none')
    setView(made)
    viewRef.current = made
    return () => {
      made.stop()
      viewRef.current = null
      setView(null)
    }
  }, [model, viewRef])

  const middle = useCallback(() => {
    if (!view) return null
    const { width, height } = view.size
    return view.hit({ x: width / 2, y: height / 2 }) ?? view.nearest(90)
  }, [view])

  useEffect(() => {
    if (!view || !host.current) return
    return watchGestures(host.current, {
      hold: view.hold,
      moveBy: view.moveBy,
      pinch: view.pinch,
      glide: view.glide,
      zoomBy: view.zoomBy,
      home: () => view.flyTo(view.whole()),
      point(at) {
        const key = at && view.hit(at)
        pointAt(key === null ? {} : { key, by: 'map' })
      },
      press(at) {
        const key = view.hit(at)
        if (key !== null) press(key)
      },
      pressTwice(at) {
        if (view.hit(at) === null) view.zoomBy(1, at)
      },
      keyed() {
        const key = middle()
        pointAt(key === null ? {} : { key, by: 'keys' })
      },
      enter() {
        const key = usePointed.getState().key ?? middle()
        if (key !== null) press(key)
      },
    })
  }, [view, middle])

  useEffect(() => tell(), [view, pointed, chosen, model])

  if (state === 'none') {
    return (
      <div className={styles['stage']} data-state="none">
        <EmptyState icon={<Globe size={20} />} title={t('map.noGl')} lead={t('map.noGlLead')} />
      </div>
    )
  }
  const showAll = () => {
    const spots = model.spots()
    if (view && spots.length > 0) view.flyAround(boxOf(spots), 60)
  }
  return (
    <div
      className={styles['stage']}
      data-state={land.isHere ? state : land.failed ? 'bare' : 'coming'}
      data-testid="stage"
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it is moved by keys and hands */}
      <div
        ref={host}
        className={styles['host']}
        role="application"
        aria-label={t('map.label')}
        aria-describedby={hint}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is moved by keys
        tabIndex={0}
        onBlur={() => usePointed.getState().by === 'keys' && pointAt({})}
      />
      <p id={hint} className="hidden">
        {t('map.keys')}
      </p>
      {tip && view && <MapTip of={tip} width={view.size.width} />}
      <div className={styles['tools']}>
        <Button
          square
          size="sm"
          aria-label={t('map.zoomIn')}
          title={t('map.zoomIn')}
          onClick={() => view?.zoomBy(1)}
        >
          <Plus size={16} />
        </Button>
        <Button
          square
          size="sm"
          aria-label={t('map.zoomOut')}
          title={t('map.zoomOut')}
          onClick={() => view?.zoomBy(-1)}
        >
          <Minus size={16} />
        </Button>
        <Button
          square
          size="sm"
          aria-label={t('map.home')}
          title={t('map.home')}
          onClick={() => view?.flyTo(view.whole())}
        >
          <Globe size={16} />
        </Button>
        <Button square size="sm" aria-label={t('map.fit')} title={t('map.fit')} onClick={showAll}>
          <Maximize size={16} />
        </Button>
      </div>
      {state === 'lost' && (
        <div className={styles['note']}>
          <Notice tone="warn">{t('map.lost')}</Notice>
        </div>
      )}
      {land.failed && (
        <div className={styles['note']}>
          <Notice tone="warn">{t('map.noLand')}</Notice>
        </div>
      )}
      {children}
      <MapCredits />
    </div>
  )
}
