import pg from 'pg'

/** Reads every table of the migrated database at `url` and writes it down as `tables.ts`. A test keeps the two equal. */
export async function tablesSource(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ table_name: string; column_name: string; type: string; optional: boolean }>(`
      select c.relname as table_name, a.attname as column_name, format_type(a.atttypid, null) as type,
        (not a.attnotnull or a.atthasdef or a.attidentity <> '') as optional
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations'
      order by c.relname, a.attnum`)
    const tables = new Map<string, string[]>()
    for (const row of rows) {
      const columns = tables.get(row.table_name) ?? []
      columns.push(`    ${row.column_name}: '${shortType(row.type)}${row.optional ? '?' : ''}',`)
      tables.set(row.table_name, columns)
    }
    const body = [...tables].map(([name, columns]) => `  ${name}: {\n${columns.join('\n')}\n  },`).join('\n')
    return `${head}export const tables = {\n${body}\n} as const\n`
  } finally {
    await client.end()
  }
}

const short: Record<string, string> = {
  integer: 'int4',
  bigint: 'int8',
  smallint: 'int2',
  boolean: 'bool',
  character: 'bpchar',
  'timestamp with time zone': 'timestamptz',
}
const shortType = (type: string) => {
  const plain = type.replace('[]', '')
  return (short[plain] ?? plain) + (type.endsWith('[]') ? '[]' : '')
}

const head = `// Generated from the migrated database by \`duebook generate\`; a test keeps them equal. Every table with its columns and
// types; a question mark stands where a column may be left out of an insert (nullable or defaulted).

type Plain = {
  uuid: string
  text: string
  bpchar: string
  date: string
  timestamptz: string
  xid8: string
  numeric: string
  int8: bigint | string | number
  int4: number
  int2: number
  bool: boolean
  bytea: Uint8Array
  jsonb: unknown
}
type Value<K extends string> = K extends \`\${infer P}[]\`
  ? P extends keyof Plain
    ? readonly Plain[P][] | null
    : never
  : K extends keyof Plain
    ? Plain[K]
    : never
type Columns = Record<string, string>
type Required_<C extends Columns> = { [K in keyof C as C[K] extends \`\${string}?\` ? never : K]: Value<C[K]> }
type Optional_<C extends Columns> = {
  [K in keyof C as C[K] extends \`\${string}?\` ? K : never]?:
    | (C[K] extends \`\${infer P}?\` ? Value<P> : never)
    | null
    | undefined
}

export type TableName = keyof typeof tables
/** What an insert into a table carries. */
export type Insert<T extends TableName> = Required_<(typeof tables)[T]> & Optional_<(typeof tables)[T]>

`
