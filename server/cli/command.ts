/** One word of the command line. */
export type Command = {
  /** Answers the exit status. Throws `CommandProblem` with a sentence for the person at the keyboard. */
  run(args: string[]): Promise<number>
}

/** Why a command cannot do what was asked, in sentences; no trace is shown. */
export class CommandProblem extends Error {
  override name = 'CommandProblem'
}

/** Writes a line for whoever reads the answer. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Writes a line for the person at the keyboard, beside the answer. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}
