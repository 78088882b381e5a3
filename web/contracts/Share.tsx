/** How much of an amount is done, as a bar with its per cent. */
export function Share({ part, whole, name }: { part: string; whole: string; name: string }) {
  const percent = BigInt(whole) > 0n ? Number((BigInt(part) * 100n) / BigInt(whole)) : 0
  return (
    <span className="share" role="img" aria-label={`${name} ${percent}%`}>
      <span className="share-bar">
        <span style={{ inlineSize: `${Math.max(0, Math.min(percent, 100))}%` }} />
      </span>
      <span className="num">{percent}%</span>
    </span>
  )
}
