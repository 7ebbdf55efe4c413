import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/browser.ts'

/** By name, for what one is chosen from. */
export const useProviders = () =>
  useQuery({
    queryKey: ['providers', 'names'],
    queryFn: ({ signal }) => call('listProviders', { query: { limit: 200 } }, { signal }),
  })
