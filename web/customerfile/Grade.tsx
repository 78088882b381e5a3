const looks: Record<string, string> = { A: 'well', B: '', C: 'waits' }

/** A share in hundredths of a per cent, as a percentage. */
export const percentText = (bp: number) => `${(bp / 100).toFixed(1)}%`

/** A grade as a tag; a dash where there is none. */
export function GradeTag({ of }: { of: string | null }) {
  return of === null ? <span className="faint">–</span> : <span className={`tag ${looks[of] ?? ''}`}>{of}</span>
}

/** From the grade there is to another. */
export function Change({ from, to }: { from: string | null; to: string }) {
  if (from === to) return <GradeTag of={to} />
  return (
    <>
      <GradeTag of={from} /> → <GradeTag of={to} />
    </>
  )
}
