import type { RefusalCode } from '../kernel/refusals.ts'

/** Why a file is not taken for a tax invoice. */
export class DocumentProblem extends Error {
  readonly code: RefusalCode
  readonly params: Readonly<Record<string, unknown>>

  constructor(code: RefusalCode, params: Record<string, unknown> = {}) {
    super(code)
    this.name = 'DocumentProblem'
    this.code = code
    this.params = params
  }
}
