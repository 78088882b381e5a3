/** The name of the house. */
export function Mark({ narrow = false }: { narrow?: boolean }) {
  return (
    <span className="mark">
      <img src="/mark.svg" alt={narrow ? 'Duebook' : ''} width={22} height={22} />
      {!narrow && (
        <>
          <span>Duebook</span>
          <span className="mark-zh" lang="zh">
            账期
          </span>
        </>
      )}
    </span>
  )
}
