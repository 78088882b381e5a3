import { test } from 'node:test'
import { killRounds } from './killing.ts'

const seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 31)
const rounds = Number(process.env.KILL_ROUNDS ?? 3)

test(`killed ${rounds} times at random moments, the program has lost nothing and left nothing half done, from seed ${seed}`, async t => {
  await killRounds({ rounds, seed, rows: 3000, tell: text => t.diagnostic(text) })
})
