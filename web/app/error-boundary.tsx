import { Component, type ReactNode } from 'react'
import { Crash } from './crash.tsx'
import { forgetFailedParts } from './lazy-part.tsx'

type Props = {
  children: ReactNode
  whole?: boolean
  /** What is shown in its place, where a panel's words would be too many. */
  instead?: (retry: () => void) => ReactNode
}

/** One failing panel stays one failing panel. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  retry = () => {
    forgetFailedParts()
    this.setState({ failed: false })
  }

  override render() {
    if (!this.state.failed) return this.props.children
    const { instead, whole = false } = this.props
    return instead ? instead(this.retry) : <Crash whole={whole} onRetry={this.retry} />
  }
}
