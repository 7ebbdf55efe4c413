import { lazyPart } from '../../app/lazy-part.tsx'

// The drawing library is heavy: it comes with the first chart that is shown.
export const TrafficChart = lazyPart(() => import('./traffic-chart.tsx').then(m => m.TrafficChart))
export const LiveChart = lazyPart(() => import('./live-chart.tsx').then(m => m.LiveChart))
