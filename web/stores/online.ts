import { create } from 'zustand'

export const useOnline = create<{ online: boolean }>(() => ({ online: navigator.onLine }))
const note = () => useOnline.setState({ online: navigator.onLine })
addEventListener('online', note)
addEventListener('offline', note)
