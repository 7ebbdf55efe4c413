import { Check } from 'lucide-react'
import * as Radix from 'radix-ui/dropdown-menu'
import type { ReactNode } from 'react'
import styles from './menu.module.css'

type MenuProps = {
  trigger: ReactNode
  children: ReactNode
  side?: 'top' | 'bottom' | 'right'
  align?: 'start' | 'end'
  label: string
}

export function Menu({ trigger, children, side = 'bottom', align = 'start', label }: MenuProps) {
  return (
    // In place, not in a portal: what the menu says stays inside the landmark of its trigger.
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Content
        className={styles['menu']}
        side={side}
        align={align}
        sideOffset={6}
        collisionPadding={8}
        aria-label={label}
      >
        {children}
      </Radix.Content>
    </Radix.Root>
  )
}

export function MenuItem({ icon, children, onSelect }: ItemProps & { onSelect: () => void }) {
  return (
    <Radix.Item className={styles['item']} onSelect={onSelect}>
      <span className={styles['icon']}>{icon}</span>
      {children}
    </Radix.Item>
  )
}

export function MenuChoice<T extends string>(props: {
  label: string
  value: T
  options: readonly { value: T; label: string }[]
  onChange: (value: T) => void
}) {
  return (
    <Radix.Group>
      <Radix.Label className={styles['label']}>{props.label}</Radix.Label>
      <Radix.RadioGroup value={props.value} onValueChange={value => props.onChange(value as T)}>
        {props.options.map(({ value, label }) => (
          <Radix.RadioItem
            key={value}
            value={value}
            className={styles['item']}
            onSelect={event => event.preventDefault()}
          >
            <span className={styles['icon']}>
              <Radix.ItemIndicator>
                <Check size={16} />
              </Radix.ItemIndicator>
            </span>
            {label}
          </Radix.RadioItem>
        ))}
      </Radix.RadioGroup>
    </Radix.Group>
  )
}

export const MenuLine = () => <Radix.Separator className={styles['line']} />

type ItemProps = { icon?: ReactNode; children: ReactNode }
