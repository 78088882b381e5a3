import { permissions } from '../access/permissions.ts'
import { formatMinor } from '../kernel/money.ts'
import { type Around, type Declared, of, yesNo } from './declared-list.ts'
import { settingNames, settingValues, settingWords } from './export-setting-words.ts'
import { type Locale, methodNames } from './export-words.ts'
import type { SettingList } from './list-names-contract.ts'

type Row = Record<string, unknown>

const rows = (answer: Row) => answer.rows as Row[]
const nameOf = (row: Row, { locale }: Around) => (locale === 'zh' ? row.name : row.name_en) ?? row.name
const yes = (said: unknown, { locale }: Around) => yesNo[locale][said ? 1 : 0]
const originOf = (row: Row) => (row.standard ? 'standard' : 'own')

/** Settings one below the other: each by its path, and what it is set to. */
const settings = (line: string): Declared => ({
  line,
  fields: of('setting value'),
  rowsIn: answer => within([], answer),
  also: ({ path, value }, around) => {
    const parts = path as string[]
    return {
      setting: parts.map(part => settingWords[around.locale][part] ?? part).join(' · '),
      value: valueOf(parts, value, around),
    }
  },
})

/** What settings do not say: what the house is, and what follows from another. */
const unsaid = ['org_id', 'is_demo']

function within(path: string[], value: unknown): Row[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [{ path, value }]
  return Object.entries(value).flatMap(([name, one]) => (unsaid.includes(name) ? [] : within([...path, name], one)))
}

function valueOf(path: string[], value: unknown, around: Around): unknown {
  const name = path.findLast(part => /_(minor|bp|id)$/.test(part)) ?? ''
  if (value === null) return null
  if (name.endsWith('_minor')) return `${formatMinor(BigInt(String(value)), around.base)} ${around.base}`
  if (name.endsWith('_bp')) return `${Number(value) / 100} %`
  if (name.endsWith('_id')) return around.people.get(String(value)) ?? value
  if (typeof value === 'boolean') return yes(value, around)
  const said = (code: unknown) => settingValues[around.locale][String(code)] ?? code
  return Array.isArray(value) ? value.map(said).join(', ') : said(value)
}

/** When a deed waits for a second person, by its condition. */
function conditionOf(row: Row, { base }: Around): Row {
  const condition = row.condition as Row | null
  if (condition === null || condition.never === true) return { condition: 'never' }
  const { amount_minor_at_least: amount_minor, ...facts } = condition
  const others = Object.entries(facts).map(([name, value]) => `${name} = ${value}`)
  const mode = amount_minor !== undefined ? 'amount' : others.length > 0 ? 'facts' : 'always'
  return { condition: mode, amount_minor, currency: base, facts: others.join(', ') }
}

type Part = { percent?: string; days?: number; months?: number }

/** The rule of payment terms, part by part. */
function termsOf(row: Row, around: Around): Row {
  const rule = row.rule as Row
  const parts = (rule.instalments ?? []) as Part[]
  return {
    rule_code: row.code,
    name: nameOf(row, around),
    term_base: rule.base,
    month_end: rule.month_end ? yes(true, around) : null,
    term_months: rule.months,
    term_days: rule.days,
    pay_days: (rule.pay_days as number[] | undefined)?.join(', '),
    cutoff_day: rule.cutoff_day,
    next_working_day: rule.next_working_day ? yes(true, around) : null,
    before_delivery: rule.before_delivery ? yes(true, around) : null,
    discount: ((rule.discount ?? []) as Part[]).map(({ days, percent }) => `${percent} % / ${days}`).join(', '),
    instalments: parts
      .map(({ percent, days, months }) => `${percent ?? ''} % +${months ?? 0}M ${days ?? 0}D`)
      .join(', '),
    retention_percent: (rule.retention as Part | undefined)?.percent,
    archived: row.archived ? yes(true, around) : null,
  }
}

/** What an account serves, in words: 'money:cash' is money, cash. */
function purposeOf(purpose: string, locale: Locale): string {
  const [what = '', which] = purpose.split(':')
  const name = settingNames.purposes[locale][what as never] ?? what
  return which ? `${name} · ${settingNames.purpose_kinds[locale][which as never] ?? which}` : name
}

/** Rules and other settings; a further one costs its name in `list-names-contract.ts` and one of these. */
export const declaredSettings: Record<SettingList, Declared> = {
  approval_policies: {
    line: 'approval_policy.list',
    fields: of('what condition currency amount_minor facts permission origin'),
    words: { condition: settingNames.policy_modes, origin: settingNames.origins },
    also: (row, around) => ({
      ...conditionOf(row, around),
      what: (row.summary as Record<Locale, string>)[around.locale],
      permission: permissions[row.permission as keyof typeof permissions]?.[around.locale] ?? row.permission,
    }),
  },
  approval_deputies: {
    line: 'approval_delegation.list',
    fields: of('to_person from_person from_on until_on reason state'),
    words: { state: settingNames.deputies },
  },
  customer_rules: settings('customer_rules.read'),
  receipt_rules: settings('receipt_rules.read'),
  offer_rules: settings('terms_offer.rules'),
  organisation: settings('organisation.read'),
  late_rules: {
    line: 'late_rule.list',
    fields: of('rule_code name currency charges percent base_rate times plus grace_days cap_percent source origin'),
    words: { charges: settingNames.late_bases, base_rate: settingNames.references, origin: settingNames.origins },
    rowsIn: rows,
    also: (row, { locale }) => {
      const rule = row.rule as Row
      const { basis: charges, reference: base_rate, cap: cap_percent } = rule
      const name = locale === 'zh' ? rule.name_zh : rule.name_en
      return { ...rule, rule_code: row.code, name, charges, base_rate, cap_percent, origin: originOf(row) }
    },
  },
  late_rates: {
    line: 'late_rule.list',
    fields: of('base_rate valid_from percent source origin'),
    words: { base_rate: settingNames.references, origin: settingNames.origins },
    rowsIn: answer => answer.rates as Row[],
    also: row => ({ base_rate: row.code, origin: originOf(row) }),
  },
  wordings: {
    line: 'contract_template.list',
    fields: of('rule_code name locale version origin retired recorded_at by_name'),
    words: { origin: settingNames.origins },
    rowsIn: rows,
    also: (row, around) => ({
      rule_code: row.code,
      origin: originOf(row),
      retired: row.retired ? yes(true, around) : null,
    }),
  },
  contract_steps: {
    line: 'step_template.list',
    fields: of(
      'course version step step_name owner from_step days needs_evidence gate origin reason by_name recorded_at',
    ),
    words: {
      course: settingNames.courses,
      step: settingNames.steps,
      from_step: settingNames.steps,
      gate: settingNames.gates,
      origin: settingNames.origins,
    },
    rowsIn: answer =>
      rows(answer).flatMap(({ steps, ...head }) => (steps as Row[]).map(step => ({ ...head, ...step }))),
    also: (row, around) => ({
      step_name: around.locale === 'zh' ? row.name_zh : row.name_en,
      from_step: row.from,
      needs_evidence: yes(row.evidence, around),
      origin: originOf(row),
    }),
  },
  payment_terms: {
    line: 'terms.list',
    fields: of(
      'rule_code name term_base cutoff_day month_end term_months term_days pay_days next_working_day before_delivery ' +
        'discount instalments retention_percent archived',
    ),
    words: { term_base: settingNames.term_bases },
    rowsIn: rows,
    also: termsOf,
  },
  holidays: {
    line: 'holidays.list',
    fields: of('region year day name working source'),
    rowsIn: answer => rows(answer).flatMap(({ days, ...head }) => (days as Row[]).map(one => ({ ...head, ...one }))),
    also: (row, around) => ({ working: yes(row.working, around) }),
  },
  roles: {
    line: 'role.list',
    fields: of('rule_code name width must_expire permissions'),
    words: { width: settingNames.widths },
    rowsIn: rows,
    also: (row, around) => ({
      rule_code: row.code,
      name: nameOf(row, around),
      width: row.customers,
      must_expire: yes(row.must_expire, around),
      permissions: (row.permissions as (keyof typeof permissions)[])
        .map(word => permissions[word]?.[around.locale] ?? word)
        .join(', '),
    }),
  },
  keys: {
    line: 'key.list',
    fields: of('name prefix role created_at lapses_at revoked_at'),
    rowsIn: rows,
    also: row => ({ lapses_at: row.expires_at }),
  },
  senders: {
    line: 'sender.list',
    fields: of('entity_code name name_en tax_id address address_en phone email'),
    rowsIn: rows,
  },
  tax_codes: {
    line: 'tax_code.list',
    fields: of('rule_code name kind percent valid_from valid_to'),
    words: { kind: settingNames.tax_kinds },
    rowsIn: rows,
    also: (row, around) => ({ rule_code: row.code, name: nameOf(row, around), percent: row.rate }),
  },
  exchange_rates: {
    line: 'rate.list',
    fields: of('valid_on currency base_currency exchange_rate source recorded_at'),
    also: row => ({ exchange_rate: row.rate }),
  },
  accounts: {
    line: 'account.list',
    fields: of('rule_code name account_type control purposes'),
    words: { account_type: settingNames.account_types },
    rowsIn: rows,
    also: (row, around) => ({
      rule_code: row.code,
      name: nameOf(row, around),
      account_type: row.type,
      control: row.control ? yes(true, around) : null,
      purposes: (row.purposes as string[]).map(one => purposeOf(one, around.locale)).join(', '),
    }),
  },
  difference_rules: {
    line: 'difference.rules',
    fields: of('kind currency limit_minor limit_percent account_code account_name'),
    words: { kind: settingNames.difference_kinds },
    rowsIn: rows,
    also: (_, { bases, base, params }) => ({ currency: bases.get(String(params.entity_id)) ?? base }),
  },
  payment_method_rules: {
    line: 'payment_method.rules',
    fields: of(
      'version valid_from holds method currency from_minor below_minor grades fee_percent fee_minor safety note by_name',
    ),
    words: { method: methodNames },
    rowsIn: answer =>
      rows(answer).flatMap(({ rules, ...head }) => ((rules as Row).methods as Row[]).map(one => ({ ...head, ...one }))),
    also: (row, around) => ({
      holds: row.holds ? yes(true, around) : null,
      grades: (row.grades as string[]).join(' '),
    }),
  },
  own_accounts: {
    line: 'own_account.list',
    fields: of('entity_code holder bank account_number swift currency state'),
    words: { state: settingNames.account_states },
    rowsIn: rows,
    also: row => ({ account_number: row.number }),
  },
  departments: {
    line: 'department.list',
    fields: of('rule_code name archived'),
    rowsIn: rows,
    also: (row, around) => ({ rule_code: row.code, archived: row.archived ? yes(true, around) : null }),
  },
  legal_entities: {
    line: 'entity.list',
    fields: of('entity_code name name_en base_currency standard taxpayer country tax_id books_on'),
    words: { standard: settingNames.standards, taxpayer: settingNames.taxpayers },
    rowsIn: rows,
    also: row => ({ entity_code: row.code, taxpayer: row.taxpayer_kind, books_on: row.books_from }),
  },
}
