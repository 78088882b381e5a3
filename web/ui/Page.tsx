import { type ReactNode, useEffect } from 'react'
import { setTitle } from './title.ts'

type PageProps = {
  title: string
  /** What stands over the page instead of its name. */
  heading?: string
  crumb?: ReactNode
  sub?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every page: where one is, its title, what one may do here, and then the thing itself. */
export function Page({ title, heading, crumb, sub, actions, children }: PageProps) {
  useEffect(() => setTitle(title), [title])
  return (
    <div className="page">
      <header className="page-head">
        <div className="titles">
          {crumb && <div className="crumb">{crumb}</div>}
          <h1>{heading ?? title}</h1>
          {sub && <div className="soft page-sub">{sub}</div>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** A figure that matters, at the head of a page. */
export function Figure({ label, children, under }: { label: string; children: ReactNode; under?: ReactNode }) {
  return (
    <div className="figure">
      <div className="label">{label}</div>
      <div className="value">{children}</div>
      {under && <div className="under">{under}</div>}
    </div>
  )
}

/** A part of a page under a heading of its own. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="section">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Facts beside their names; those that are empty are left out. */
export function Facts({ rows }: { rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
