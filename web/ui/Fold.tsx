import { type ReactNode, useEffect, useState } from 'react'

type FoldProps = {
  title: string
  /** What stands in it, said beside its title while it is closed. */
  said?: ReactNode
  /** Something in it was refused: it opens, so that the reason is seen. */
  wrong?: boolean
  children: ReactNode
}

/** What is asked seldom, out of sight until it is opened by a press or the keyboard; what was typed in it stays. */
export function Fold({ title, said, wrong = false, children }: FoldProps) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (wrong) setOpen(true)
  }, [wrong])
  return (
    <details className="fold" open={open} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {title}
        {!open && said && <span className="small soft"> {said}</span>}
      </summary>
      <div className="folded">{children}</div>
    </details>
  )
}
