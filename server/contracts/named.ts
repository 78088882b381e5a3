import { type RawBuilder, sql } from 'kysely'

/** Whether the reference of a payment names a contract by its number, alone or among others. */
export const namesContract = (reference: RawBuilder<unknown>, contract: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(`${contract}.number`)} = any (regexp_split_to_array(coalesce(${reference}, ''), '[[:space:],;，；、]+'))`
