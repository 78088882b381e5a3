import { newKeyToken } from '../server/access/keys.ts'
import type { Bench } from './house.ts'

/** An API key that may everything, written as the owner. */
export async function apiKey(bench: Bench): Promise<string> {
  const { token, token_hash, prefix } = newKeyToken()
  const role_id = crypto.randomUUID()
  const { org_id, actor, owner } = bench
  await owner.query(
    `insert into roles (org_id, role_id, code, name, name_en) values ($1, $2, 'bench', 'bench', 'bench')`,
    [org_id, role_id],
  )
  await owner.query('insert into role_permissions (org_id, role_id, permission) select $1, $2, unnest($3::text[])', [
    org_id,
    role_id,
    [...actor.permissions],
  ])
  await owner.query(
    `insert into role_grants (org_id, grant_id, person_id, role_id, recorded_at) values ($1, gen_random_uuid(), $2, $3, now())`,
    [org_id, actor.person_id, role_id],
  )
  await owner.query(
    `insert into api_keys (org_id, key_id, name, prefix, token_hash, role_id, created_by, created_at, expires_at)
     values ($1, gen_random_uuid(), 'bench', $2, $3, $4, $5, now(), now() + interval '1 day')`,
    [org_id, prefix, token_hash, role_id, actor.person_id],
  )
  return token
}
