const waiting: (() => void)[] = []
let asked = false

/** Does what can wait once the browser has nothing else to do, one thing at a time, in the order asked for. */
export function whenIdle(act: () => void): void {
  waiting.push(act)
  if (!asked) askForTime()
}

function askForTime(): void {
  asked = true
  // Safari has no idle callback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(next, { timeout: 500 })
  else setTimeout(next, 1)
}

function next(): void {
  asked = false
  const act = waiting.shift()
  if (waiting.length > 0) askForTime()
  act?.()
}
