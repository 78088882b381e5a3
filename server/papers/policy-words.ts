import type { PolicyGrade, PolicyText } from '../policy/policies-contract.ts'
import type { PaperLocale } from './paper.ts'

type Reminder = PolicyText['reminders'][number]
type PolicyWords = {
  version: (version: number) => string
  valid: string
  holds: (from: string, until: string | null) => string
  written_by: string
  approved_by: string
  opening: string
  grade: (grade: PolicyGrade) => string
  deadlines: string
  due: string
  days_from_invoice: (days: number) => string
  advance: string
  grace: string
  days: (days: number) => string
  late: string
  late_day: (percent: string) => string
  late_year: (percent: string) => string
  by_law: string
  ungraded: (grade: PolicyGrade) => string
  timetable: string
  channel: string
  by: string
  tone: string
  on_day: (day: number | null) => string
  timetable_note: string
  channels: Record<Reminder['channel'], string>
  people: Record<Reminder['by'], string>
  tones: Record<Reminder['tone'], string>
  ways: Record<PolicyText['ways'][number], string>
  pay_by: (ways: readonly string[]) => string
  best: (way: string) => string
  ask: (contact: string) => string
  told_grace: (days: number) => string
  told_no_grace: string
  told_late: (cost: string) => string
}

const zh: PolicyWords = {
  version: version => `第 ${version} 版`,
  valid: '适用期间',
  holds: (from, until) => (until ? `自${from}起，至${until}前一日止` : `自${from}起`),
  written_by: '编制',
  approved_by: '批准',
  opening: '本政策规定各等级客户的付款期限、宽限期、逾期违约金与催收时间表。合同另有约定的，从其约定。',
  grade: grade => `${grade} 级`,
  deadlines: '付款期限',
  due: '付款期限',
  days_from_invoice: days => (days === 0 ? '立即' : `开单后 ${days} 天`),
  advance: '预付比例',
  grace: '宽限期',
  days: days => `${days} 天`,
  late: '逾期违约金',
  late_day: percent => `每日 ${percent}%`,
  late_year: percent => `每年 ${percent}%`,
  by_law: '依法律规定',
  ungraded: grade => `未评级的客户按 ${grade} 级办理。`,
  timetable: '催收时间表',
  channel: '方式',
  by: '执行人',
  tone: '语气',
  on_day: day => (day === null ? '–' : day === 0 ? '到期日' : day < 0 ? `到期前 ${-day} 天` : `逾期 ${day} 天`),
  timetable_note: '有争议、已承诺付款或已付款待核销的款项不催收。',
  channels: {
    email: '电子邮件',
    message: '短信或即时消息',
    phone: '电话',
    letter: '信函',
    visit: '上门',
    hand_over: '移交',
  },
  people: {
    house: '系统',
    clerk: '应收会计',
    salesperson: '销售',
    collector: '催收专员',
    manager: '财务经理',
    legal: '法务',
  },
  tones: {
    friendly: '友好提示',
    polite: '提醒',
    firm: '催款',
    formal: '正式催款',
    final: '最后通知',
    legal: '法律程序',
  },
  ways: {
    transfer: '银行转账',
    bill: '承兑汇票',
    cheque: '支票',
    card: '银行卡',
    electronic: '电子支付',
    cash: '现金',
  },
  pay_by: ways => `付款方式：${ways.join('、')}。`,
  best: way => `建议以${way}付款。`,
  ask: contact => `联系：${contact}。`,
  told_grace: days => `到期后宽限 ${days} 天。`,
  told_no_grace: '请于到期日前付款。',
  told_late: cost => `逾期违约金：${cost}，自到期次日起计。`,
}

const en: PolicyWords = {
  version: version => `Version ${version}`,
  valid: 'Holds',
  holds: (from, until) => (until ? `from ${from} to the day before ${until}` : `from ${from}`),
  written_by: 'Written by',
  approved_by: 'Approved by',
  opening:
    'This policy says by grade when customers pay, the days of grace, what late payment costs, and who reminds them when. A contract that says otherwise comes first.',
  grade: grade => `Grade ${grade}`,
  deadlines: 'Deadlines',
  due: 'Payment is due',
  days_from_invoice: days => (days === 0 ? 'at once' : `${days} days from invoice`),
  advance: 'Paid in advance',
  grace: 'Grace',
  days: days => (days === 1 ? '1 day' : `${days} days`),
  late: 'Late charge',
  late_day: percent => `${percent}% a day`,
  late_year: percent => `${percent}% a year`,
  by_law: 'as the law says',
  ungraded: grade => `Customers without a grade are treated as grade ${grade}.`,
  timetable: 'Timetable of reminders',
  channel: 'By what',
  by: 'By whom',
  tone: 'Tone',
  on_day: day => (day === null ? '–' : day === 0 ? 'due day' : day < 0 ? `${-day} d before` : `${day} d after`),
  timetable_note: 'What is contested, promised, or paid and not yet applied is not collected.',
  channels: {
    email: 'E-mail',
    message: 'Text message',
    phone: 'Telephone',
    letter: 'Letter',
    visit: 'Visit',
    hand_over: 'Hand-over',
  },
  people: {
    house: 'System',
    clerk: 'Receivables clerk',
    salesperson: 'Salesperson',
    collector: 'Collector',
    manager: 'Finance manager',
    legal: 'Legal',
  },
  tones: {
    friendly: 'friendly',
    polite: 'polite',
    firm: 'firm',
    formal: 'formal',
    final: 'final notice',
    legal: 'legal steps',
  },
  ways: {
    transfer: 'bank transfer',
    bill: 'acceptance bill',
    cheque: 'cheque',
    card: 'card',
    electronic: 'electronic payment',
    cash: 'cash',
  },
  pay_by: ways => `Ways to pay: ${ways.join(', ')}.`,
  best: way => `Best paid by ${way}.`,
  ask: contact => `Questions: ${contact}.`,
  told_grace: days => `${days} ${days === 1 ? 'day' : 'days'} of grace after the due day.`,
  told_no_grace: 'Please pay by the due day.',
  told_late: cost => `Late charge: ${cost}, from the day after the due day.`,
}

/** What the collection policy says on papers. */
export const policyWords: Record<PaperLocale, PolicyWords> = { zh, en }
