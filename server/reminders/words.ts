import { grouped } from '../papers/form.ts'
import type { Step, Tone } from './timetable.ts'

export type Language = 'zh' | 'en'

/** One claim as a letter or a task names it. */
export type Named = { number: string; due_on: string; days_late: number; open_minor: bigint }

/** What a letter says; amounts in minor units of the currency. */
export type Told = {
  entity: string
  customer: string
  currency: string
  tone: Tone
  items: readonly Named[]
  account: { holder: string; bank: string; number: string; swift: string | null } | null
  /** Whom customers ask, as the collection policy says. */
  contact: string
  note: string | null
  link: string
}

/** Channels as tasks name them. */
const channels: Record<Language, Record<Step['channel'], string>> = {
  en: {
    email: 'Write by mail to',
    message: 'Send a message to',
    phone: 'Phone',
    letter: 'Write a letter to',
    visit: 'Visit',
    hand_over: 'Take over to collect from',
  },
  zh: {
    email: '邮件提醒',
    message: '消息提醒',
    phone: '电话催款',
    letter: '寄发催款函',
    visit: '上门催收',
    hand_over: '移交催收',
  },
}

const money = (currency: string, minor: bigint) => `${currency} ${grouped(minor, currency)}`
const sum = (items: readonly Named[]) => items.reduce((all, one) => all + one.open_minor, 0n)

/** The title of a task that is a reminder, and its claims as its note. Pure. [RMD-7] */
export function taskWords(
  language: Language,
  step: Pick<Step, 'channel'>,
  customer: string,
  currency: string,
  items: readonly Named[],
): { title: string; note: string } {
  const act = channels[language][step.channel]
  const all = money(currency, sum(items))
  const title =
    language === 'en'
      ? `${act} ${customer}: ${all} (${items.length === 1 ? '1 item' : `${items.length} items`})`
      : `${act}：${customer}，${items.length} 笔共 ${all}`
  const lines = items.map(one => lineOf(language, currency, one))
  const note: string[] = []
  for (const line of lines) {
    if (note.join('\n').length + line.length > 1800) {
      note.push('…')
      break
    }
    note.push(line)
  }
  return { title: title.slice(0, 200), note: note.join('\n') }
}

function lineOf(language: Language, currency: string, { number, due_on, days_late, open_minor }: Named): string {
  const late =
    language === 'en'
      ? days_late > 0
        ? `${days_late} ${days_late === 1 ? 'day' : 'days'} late`
        : 'not late'
      : days_late > 0
        ? `逾期 ${days_late} 天`
        : '未逾期'
  return language === 'en'
    ? `${number}  due ${due_on}  ${late}  ${money(currency, open_minor)}`
    : `${number}  到期日 ${due_on}  ${late}  ${money(currency, open_minor)}`
}

/** How a letter begins and ends, by tone; a reminder before anything is late has words of its own. */
const letters: Record<Language, Record<Tone | 'before', { subject: string; begins: string; ends: string }>> = {
  en: {
    before: {
      subject: 'what falls due soon',
      begins: 'a friendly word before the day: the following falls due soon.',
      ends: 'If the payment is on its way already, thank you, and there is nothing left to do.',
    },
    friendly: {
      subject: 'a friendly reminder',
      begins: 'perhaps it escaped your notice: we have not received payment of the following yet.',
      ends: 'If you have paid in the meantime, thank you; please tell us when and how much.',
    },
    polite: {
      subject: 'payment reminder',
      begins: 'the following is overdue, and we have not received your payment. Please pay it in the coming days.',
      ends: 'If something keeps you from paying, please tell us, so that we can find a way together.',
    },
    firm: {
      subject: 'overdue payment',
      begins: 'in spite of our reminder the following is still unpaid. We ask you to pay it within seven days.',
      ends: 'If you contest an amount, tell us now and say why.',
    },
    formal: {
      subject: 'formal demand for payment',
      begins: 'we formally demand payment of the following, which has been overdue for some time, within seven days.',
      ends: 'We reserve the charges for late payment that the contract or the law provides, and further deliveries on credit.',
    },
    final: {
      subject: 'final demand for payment',
      begins:
        'this is our last demand for payment of the following before we take further steps. Please pay within seven days.',
      ends: 'After that we will pursue the claim by the means the law gives us, at your cost where it provides so.',
    },
    legal: {
      subject: 'final demand for payment',
      begins: 'the following is handed over for collection. Please pay without delay.',
      ends: 'We will pursue the claim by the means the law gives us, at your cost where it provides so.',
    },
  },
  zh: {
    before: {
      subject: '账款即将到期提醒',
      begins: '温馨提示：以下款项即将到期，烦请安排付款。',
      ends: '如已安排付款，谨致谢意，无需另行处理。',
    },
    friendly: {
      subject: '付款提醒',
      begins: '温馨提示：以下款项我方尚未收到，可能因故遗漏，烦请查核。',
      ends: '如近日已付款，谨致谢意，并请告知付款日期与金额。',
    },
    polite: {
      subject: '逾期付款提醒',
      begins: '以下款项已逾期，我方尚未收到贵司付款，请于近日安排支付。',
      ends: '如付款存在困难，请与我们联系，共同商议解决办法。',
    },
    firm: {
      subject: '催款函',
      begins: '经提醒，以下款项仍未支付。请贵司于七日内付清。',
      ends: '如对金额有异议，请即书面说明理由。',
    },
    formal: {
      subject: '正式催款函',
      begins: '以下款项已长期逾期，现正式要求贵司于七日内付清。',
      ends: '我方保留依合同或法律主张逾期付款责任、停止赊销供货的权利。',
    },
    final: {
      subject: '最后催款通知',
      begins: '此为采取进一步措施前的最后通知，请贵司于七日内付清以下款项。',
      ends: '逾期未付的，我方将依法追索，由此产生的费用依法由贵司承担。',
    },
    legal: {
      subject: '最后催款通知',
      begins: '以下款项已移交追收，请贵司立即付清。',
      ends: '我方将依法追索，由此产生的费用依法由贵司承担。',
    },
  },
}

/** What stands in a letter that is shown or kept in the place of its link, which opens a page and is told to nobody else. */
export const linkShown: Record<Language, string> = {
  en: '[the link to the customer’s page]',
  zh: '［客户页面链接］',
}

/** A letter in the customer's language: what is owed, the total, our account and the page to answer on. Pure. [RMD-6] */
export function letterOf(told: Told, language: Language): { subject: string; text: string } {
  const before = told.tone === 'friendly' && told.items.every(item => item.days_late <= 0)
  const said = letters[language][before ? 'before' : told.tone]
  const { account, currency } = told
  const total = money(currency, sum(told.items))
  const items = told.items.map(item => `  ${lineOf(language, currency, item)}`)
  if (language === 'en')
    return {
      subject: `${told.entity}: ${said.subject}`,
      text: [
        `Dear ${told.customer},`,
        '',
        said.begins,
        '',
        ...items,
        '',
        `Total: ${total}`,
        ...(account
          ? [
              '',
              `Our account: ${account.holder}, ${account.bank}, ${account.number}${account.swift ? `, ${account.swift}` : ''}`,
              'It never changes by message: if anybody tells you otherwise, call us on a number you know.',
            ]
          : []),
        '',
        `Your account with us, where you can announce a payment or contest an amount:`,
        told.link,
        ...(told.note ? ['', told.note] : []),
        '',
        said.ends,
        ...(told.contact ? ['', `Questions: ${told.contact}`] : []),
        '',
        told.entity,
      ].join('\n'),
    }
  return {
    subject: `${told.entity}：${said.subject}`,
    text: [
      `${told.customer}：`,
      '',
      said.begins,
      '',
      ...items,
      '',
      `合计：${total}`,
      ...(account
        ? [
            '',
            `我方收款账户：${account.holder}，${account.bank}，${account.number}${account.swift ? `，${account.swift}` : ''}`,
            '账户绝不以消息通知变更；如有人告知变更，请拨打您已知的电话核实。',
          ]
        : []),
      '',
      '贵司往来明细见以下页面，可在该页告知付款或提出异议：',
      told.link,
      ...(told.note ? ['', told.note] : []),
      '',
      said.ends,
      ...(told.contact ? ['', `联系：${told.contact}`] : []),
      '',
      told.entity,
    ].join('\n'),
  }
}

/** The titles of what a reminder raises as a task, and why it ended by itself. */
export const said = {
  en: {
    bounced: (customer: string) => `The reminder to ${customer} was not taken`,
    over: 'Nothing is left to be reminded of: paid, contested, agreed or overtaken',
  },
  zh: {
    bounced: (customer: string) => `寄给 ${customer} 的催款邮件被退回`,
    over: '已无须催收：已付、有异议、另有约定或已进入下一步',
  },
} as const
