import type { Locale } from './export-words.ts'

/** What codes are called, in each language. */
export type Names = Record<Locale, Record<string, string>>

/** Kinds and states of the declared lists, as an exported file says them. */
export const listNames = {
  approvals: {
    en: { waiting: 'Waiting', released: 'Released', declined: 'Declined', withdrawn: 'Withdrawn', failed: 'Failed' },
    zh: { waiting: '待复核', released: '已通过', declined: '未通过', withdrawn: '已撤回', failed: '执行失败' },
  },
  letter_kinds: {
    en: { mandate: 'Payment authorisation', tripartite: 'Three-party agreement' },
    zh: { mandate: '委托付款书', tripartite: '三方协议' },
  },
  letter_standings: {
    en: {
      registered: 'Waits for approval',
      coming: 'Not yet valid',
      valid: 'Valid',
      expiring: 'Ends soon',
      expired: 'Expired',
      ended: 'Ended',
    },
    zh: {
      registered: '待复核',
      coming: '未生效',
      valid: '有效',
      expiring: '即将到期',
      expired: '已到期',
      ended: '已终止',
    },
  },
  contract_kinds: {
    en: { goods: 'Goods', services: 'Services', milestones: 'Milestones' },
    zh: { goods: '货物', services: '服务', milestones: '里程碑' },
  },
  contract_drafts: {
    en: { draft: 'draft', concluded: 'concluded', dropped: 'dropped' },
    zh: { draft: '草稿', concluded: '已签订', dropped: '已放弃' },
  },
  agreement_kinds: {
    en: { extension: 'Extension', instalments: 'Instalments' },
    zh: { extension: '延期', instalments: '分期' },
  },
  agreement_standings: {
    en: { active: 'active', late: 'part late', kept: 'kept', broken: 'broken', ended: 'ended' },
    zh: { active: '履行中', late: '有逾期', kept: '已履行', broken: '已违约', ended: '已终止' },
  },
  late: {
    en: { charged: 'charged', waived: 'waived', undone: 'made void' },
    zh: { charged: '已收取', waived: '已减免', undone: '已作废' },
  },
  offer_kinds: {
    en: {
      discount: 'Discount for paying early',
      longer_terms: 'Longer terms',
      higher_limit: 'Higher limit',
      prepayment: 'Prepayment',
      instalments: 'Overdue in parts',
    },
    zh: {
      discount: '提前付款折扣',
      longer_terms: '延长账期',
      higher_limit: '提高额度',
      prepayment: '预付',
      instalments: '逾期分期',
    },
  },
  offers: {
    en: { waiting: 'waiting', accepted: 'made', declined: 'declined', over: 'over' },
    zh: { waiting: '待决定', accepted: '已采纳', declined: '未采纳', over: '已失效' },
  },
  grades: {
    en: { waiting: 'proposed', same: 'as it is', confirmed: 'confirmed', declined: 'declined' },
    zh: { waiting: '待确认', same: '与现等级相同', confirmed: '已确认', declined: '未采纳' },
  },
  onboardings: {
    en: {
      collecting: 'Collecting papers',
      checking: 'Being checked',
      activated: 'Activated',
      rejected: 'Rejected',
      withdrawn: 'Withdrawn',
    },
    zh: { collecting: '收集资料', checking: '审核中', activated: '已启用', rejected: '已驳回', withdrawn: '已撤回' },
  },
  customer_kinds: {
    en: { company: 'Company', person: 'Person', public_body: 'Public body' },
    zh: { company: '企业', person: '个人', public_body: '机关事业单位' },
  },
  page_kinds: {
    en: { any: 'All', delivery: 'Delivery', statement: 'Statement', file: 'Own data', settlement: 'Settlement bill' },
    zh: { any: '全部', delivery: '发货单', statement: '对账单', file: '客户资料', settlement: '月结单' },
  },
  pages: {
    en: {
      made: 'Made',
      queued: 'Waits to be sent',
      sending: 'On its way',
      sent: 'Sent',
      unsure: 'Perhaps sent',
      bounced: 'Not taken',
      failed: 'Not sent',
      opened: 'Opened',
      confirmed: 'Confirmed',
      contested: 'Differs',
      withdrawn: 'Withdrawn',
    },
    zh: {
      made: '已生成',
      queued: '待发送',
      sending: '发送中',
      sent: '已发送',
      unsure: '可能已发送',
      bounced: '被退回',
      failed: '发送失败',
      opened: '已打开',
      confirmed: '已确认',
      contested: '有差异',
      withdrawn: '已撤回',
    },
  },
  people: {
    en: { all: 'All', active: 'Active', invited: 'Invited', disabled: 'Disabled' },
    zh: { all: '全部', active: '在用', invited: '已邀请', disabled: '已停用' },
  },
  doors: {
    en: {
      signed_in: 'Signed in',
      sign_in_failed: 'Wrong password',
      second_factor_asked: 'Second factor asked',
      second_factor_failed: 'Wrong code',
      second_factor_enabled: 'Second factor set up',
      second_factor_disabled: 'Second factor taken off',
      password_changed: 'Password changed',
      signed_out: 'Signed out',
      guessing_limited: 'Too many attempts',
    },
    zh: {
      signed_in: '登录',
      sign_in_failed: '密码错误',
      second_factor_asked: '要求两步验证',
      second_factor_failed: '验证码错误',
      second_factor_enabled: '启用两步验证',
      second_factor_disabled: '停用两步验证',
      password_changed: '修改密码',
      signed_out: '退出',
      guessing_limited: '尝试过多，已限制',
    },
  },
  periods: {
    en: { open: 'open', closed: 'closed' },
    zh: { open: '未结账', closed: '已结账' },
  },
  reminders: {
    en: {
      waiting: 'to send',
      queued: 'queued',
      sending: 'leaving',
      sent: 'sent',
      by_hand: 'sent by hand',
      unsure: 'unsure',
      bounced: 'refused',
      failed: 'not sent',
      task: 'task',
      done: 'done',
      skipped: 'skipped',
      withdrawn: 'withdrawn',
    },
    zh: {
      waiting: '待发送',
      queued: '排队中',
      sending: '发送中',
      sent: '已发送',
      by_hand: '已另行发送',
      unsure: '未确定',
      bounced: '被退回',
      failed: '发送失败',
      task: '任务中',
      done: '已完成',
      skipped: '已跳过',
      withdrawn: '已撤回',
    },
  },
  channels: {
    en: {
      email: 'E-mail',
      message: 'Text message',
      phone: 'Telephone',
      letter: 'Letter',
      visit: 'Visit',
      hand_over: 'Hand-over',
    },
    zh: { email: '电子邮件', message: '短信', phone: '电话', letter: '信函', visit: '上门', hand_over: '移交' },
  },
  tones: {
    en: {
      friendly: 'friendly',
      polite: 'polite',
      firm: 'firm',
      formal: 'formal',
      final: 'final notice',
      legal: 'legal steps',
    },
    zh: {
      friendly: '友好提示',
      polite: '提醒',
      firm: '催款',
      formal: '正式催款',
      final: '最后通知',
      legal: '法律程序',
    },
  },
  waiting: {
    en: { waiting: 'Waits for confirmation', confirmed: 'Confirmed', returned: 'Returned', withdrawn: 'Withdrawn' },
    zh: { waiting: '待复核', confirmed: '已复核', returned: '已退回', withdrawn: '已撤回' },
  },
  waiting_kinds: {
    en: { record: 'Receipt', correct: 'Correction', amend: 'Change of payer' },
    zh: { record: '收款', correct: '收款更正', amend: '付款人变更' },
  },
  settlements: {
    en: {
      open: 'Waits for the customer',
      confirmed: 'Confirmed',
      contested: 'Contested',
      issued: 'Issued',
      undone: 'Taken back',
    },
    zh: { open: '待客户确认', confirmed: '已确认', contested: '有异议', issued: '已开单', undone: '已撤销' },
  },
  advices: {
    en: { advised: 'Announced', received: 'Received', dismissed: 'Dismissed', waiting: 'Waits for confirmation' },
    zh: { advised: '已告知', received: '已到账', dismissed: '已作废', waiting: '待复核' },
  },
  openings: {
    en: { open: 'Not locked', locked: 'Locked', undone: 'Undone' },
    zh: { open: '待启用', locked: '已启用', undone: '已撤销' },
  },
  papers: {
    en: {
      opening_form: 'Opening form',
      licence: 'Business licence',
      identity: 'Identity document',
      address_proof: 'Proof of address',
      contract_copy: 'Contract copy',
      mandate: 'Mandate',
      tax_certificate: 'Tax certificate',
      other: 'Other',
    },
    zh: {
      opening_form: '开户申请表',
      licence: '营业执照',
      identity: '身份证件',
      address_proof: '地址证明',
      contract_copy: '合同副本',
      mandate: '授权委托书',
      tax_certificate: '税务资料',
      other: '其他',
    },
  },
} as const satisfies Record<string, Names>
