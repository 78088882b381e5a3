import { refuse } from '../kernel/errors.ts'

/** The beginnings of the commonest passwords; a password that is one of them with digits or signs around it is guessed first. */
const common = new Set(
  `password passwort passw0rd p@ssw0rd p@ssword pass word welcome letmein qwerty qwertyui qwertyuiop qwert asdfgh asdfghjk
  asdfghjkl zxcvbn zxcvbnm abc abcd abcde abcdef abcdefg abcdefgh abcabc iloveyou woaini woainima monkey dragon football
  baseball basketball superman batman sunshine princess shadow master michael jordan jennifer charlie trustno mustang admin
  administrator root user guest test testing tester demo changeme change default secret login access server computer
  internet hello helloworld whatever freedom starwars pokemon ninja azerty google samsung microsoft apple facebook
  nihao wodemima mima aini tiantian zhang wang liu chen yang china beijing shanghai finance duebook caiwu kuaiji company
  money cash account accounting invoice january february march april june july august september october november
  december monday friday spring summer autumn winter q1w2e3r4 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz@wsx zaq1zaq1 zaq12wsx
  q1w2e3r4t5 qazwsx qazwsxedc asd123 a1b2c3d4 aa123456 a123456 abc123 abcd1234 admin123 password1`.split(/\s+/),
)

/**
 * Refuses a password of fewer than 8 characters (`password_too_short`), of more than 256 (`field_too_long`), and one that
 * is guessed first (`password_common`): from the list, all one character, a row of neighbours, digits alone, or the
 * e-mail address or name of the organisation itself. Nothing is asked of its composition, and it never has to be changed.
 */
export function refuseBadPassword(password: string, own: readonly string[] = []): void {
  if ([...password].length < 8) refuse('password_too_short', { field: 'password', minimum: '8' })
  if (password.length > 256) refuse('field_too_long', { field: 'password', maximum: '256' })
  if (isCommon(password, own)) refuse('password_common', { field: 'password' })
}

function isCommon(password: string, own: readonly string[]): boolean {
  const lower = password.toLowerCase()
  const core = lower.replace(/^[\d\W_]+|[\d\W_]+$/g, '')
  if (common.has(lower) || common.has(core)) return true
  if (/^(.{1,4})\1+$/s.test(lower) || (/^\d+$/.test(lower) && lower.length < 12)) return true
  if ('01234567890123456789'.includes(lower) || '98765432109876543210'.includes(lower)) return true
  const names = own.flatMap(name => [name.toLowerCase(), name.toLowerCase().split('@')[0] as string])
  return names.some(name => name.length > 3 && (lower === name || core === name))
}
