import { formatMinor } from '../kernel/money.ts'
import { methodNames } from '../reports/export-words.ts'

/** What a confirmation tells of a receipt; amounts as the database answers them. */
export type Confirmed = {
  entity: string
  entity_en: string | null
  customer: string
  number: string
  received_on: string
  method: string
  currency: string
  amount_minor: string
  bank_charge_minor: string
  payer_name: string | null
  reference: string | null
  paid: { number: string; amount_minor: string }[]
}

/**
 * The letter that confirms a receipt: amount, method, day and payer, what it paid, and what stands on account. Pure. [POR-10]
 */
export function confirmationLetter(told: Confirmed, locale: 'zh' | 'en'): { subject: string; text: string } {
  const money = (minor: bigint) => `${told.currency} ${formatMinor(minor, told.currency)}`
  const total = BigInt(told.amount_minor) + BigInt(told.bank_charge_minor)
  const left = told.paid.reduce((rest, one) => rest - BigInt(one.amount_minor), total)
  const method = methodNames[locale][told.method] ?? told.method
  const paid = told.paid.map(one => `  ${one.number}  ${money(BigInt(one.amount_minor))}`)
  if (locale === 'en') {
    const entity = told.entity_en ?? told.entity
    const lines = [
      `Dear ${told.customer},`,
      '',
      `we have received ${money(BigInt(told.amount_minor))} on ${told.received_on} by ${method.toLowerCase()}. Thank you.`,
      '',
      `Receipt: ${told.number}`,
      ...(told.payer_name ? [`Payer: ${told.payer_name}`] : []),
      ...(told.reference ? [`Reference: ${told.reference}`] : []),
      ...(paid.length > 0 ? ['It paid:', ...paid] : []),
      ...(left > 0n ? [`On account: ${money(left)}`] : []),
      '',
      'If the amount, the method or what it paid is not right, please tell us.',
      '',
      entity,
    ]
    return { subject: `${entity}: receipt ${told.number}`, text: lines.join('\n') }
  }
  const lines = [
    `${told.customer}：`,
    '',
    `贵司款项 ${money(BigInt(told.amount_minor))} 已于 ${told.received_on} 收到（${method}），谢谢。`,
    '',
    `收款单号：${told.number}`,
    ...(told.payer_name ? [`付款人：${told.payer_name}`] : []),
    ...(told.reference ? [`附言：${told.reference}`] : []),
    ...(paid.length > 0 ? ['已核销：', ...paid] : []),
    ...(left > 0n ? [`挂账余额：${money(left)}`] : []),
    '',
    '如金额、方式或核销对象有误，请告知我们。',
    '',
    told.entity,
  ]
  return { subject: `${told.entity}：收款确认 ${told.number}`, text: lines.join('\n') }
}
