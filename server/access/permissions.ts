import type { Words } from '../kernel/contract.ts'
import type { BuiltinRole } from './builtin-roles.ts'

type Permission = Words & { roles: readonly BuiltinRole[] }

const books = ['finance_manager', 'receivables_clerk'] as const
const money = ['finance_manager', 'receivables_clerk', 'cashier'] as const
const inside = [
  'general_manager',
  'finance_manager',
  'receivables_clerk',
  'cashier',
  'credit_manager',
  'collector',
  'legal',
  'auditor',
] as const
const scoped = ['sales_manager', 'sales', 'external_lawyer'] as const
const everyone = ['administrator', ...inside, ...scoped] as const
const readers = [...inside, ...scoped] as const
/** Whoever reads and is not there to look on alone. */
const workers = readers.filter(role => role !== 'auditor')
const heads = ['general_manager', 'finance_manager', 'auditor'] as const

/** Every permission there is, what it means, and which roles out of the box hold it. */
export const permissions = {
  'organisation.read': { en: 'See the organisation’s settings', zh: '查看组织设置', roles: everyone },
  'organisation.manage': { en: 'Change the organisation’s settings', zh: '修改组织设置', roles: ['administrator'] },
  'person.read': {
    en: 'See people, roles and who holds them',
    zh: '查看人员、角色与授权',
    roles: ['administrator', ...heads],
  },
  'person.manage': { en: 'Invite, change and disable people', zh: '邀请、修改、停用人员', roles: ['administrator'] },
  'role.manage': { en: 'Make roles; give and revoke them', zh: '维护角色，授予与收回', roles: ['administrator'] },
  'key.manage': { en: 'Make and revoke API keys', zh: '创建与吊销接口密钥', roles: ['administrator'] },
  'entity.read': { en: 'See legal entities and departments', zh: '查看法人主体与部门', roles: everyone },
  'entity.manage': {
    en: 'Create and change legal entities and departments',
    zh: '新建与修改法人主体、部门',
    roles: ['administrator', 'finance_manager'],
  },
  'customer.read': { en: 'See customers', zh: '查看客户', roles: readers },
  'customer.write': { en: 'Create and change customers', zh: '新建与修改客户', roles: books },
  'customer_account.manage': {
    en: 'Enter and close bank accounts of customers',
    zh: '登记与停用客户银行账户',
    roles: books,
  },
  'customer_account.show': {
    en: 'Show whole bank account numbers of customers (recorded)',
    zh: '查看客户完整银行账号（留痕）',
    roles: ['general_manager', 'finance_manager', 'cashier'],
  },
  'customer_grade.set': {
    en: 'Work out and set grades of customers',
    zh: '测算与确定客户等级',
    roles: ['finance_manager', 'credit_manager'],
  },
  'onboarding.apply': { en: 'Apply for account openings of customers', zh: '提交客户开户申请', roles: books },
  'onboarding.check': {
    en: 'Check, activate and reject account openings',
    zh: '审核、启用、驳回客户开户',
    roles: ['general_manager', 'finance_manager', 'credit_manager'],
  },
  'customer_rules.manage': {
    en: 'Change the rules of customers’ files',
    zh: '维护客户档案规则',
    roles: ['finance_manager', 'credit_manager'],
  },
  'terms.manage': { en: 'Make payment terms', zh: '维护付款条件', roles: ['finance_manager', 'credit_manager'] },
  'contract.read': { en: 'See contracts and deliveries', zh: '查看合同与发货', roles: readers },
  'contract.sign': { en: 'Enter signed contracts', zh: '录入合同', roles: [...books, 'sales_manager', 'sales'] },
  'contract.amend': {
    en: 'Amend, complete and terminate contracts',
    zh: '变更、完结、终止合同',
    roles: [...books, 'sales_manager'],
  },
  'delivery.record': {
    en: 'Record deliveries, their confirmation, milestones and acceptance',
    zh: '登记发货、收货确认、里程碑与验收',
    roles: [...books, 'sales_manager', 'sales'],
  },
  'invoice.read': { en: 'See invoices', zh: '查看应收单', roles: readers },
  'invoice.issue': { en: 'Issue invoices', zh: '开立应收单', roles: books },
  'billing.run': { en: 'Bill what is ready, in runs', zh: '批量开单', roles: books },
  'billing.rules': {
    en: 'Say how far a bill may lie above its contract',
    zh: '设置开单匹配容差',
    roles: ['finance_manager'],
  },
  'invoice.correct': { en: 'Correct issued invoices', zh: '更正已开立的应收单', roles: books },
  'invoice.amend': { en: 'Amend what has no accounting effect', zh: '修改不影响账务的应收单内容', roles: books },
  'invoice.dispatch': {
    en: 'Send invoices to customers',
    zh: '寄送应收单',
    roles: [...books, 'collector', 'sales_manager', 'sales'],
  },
  'returned_letter.take': {
    en: 'Read letters that came back and look through them',
    zh: '读取与查看退信',
    roles: books,
  },
  'page.make': {
    en: 'Make pages for customers: goods to confirm, accounts to agree',
    zh: '生成客户页面（收货确认、对账确认）',
    roles: [...books, 'collector', 'sales_manager', 'sales'],
  },
  'advice.settle': { en: 'Settle and dismiss payment advices', zh: '处理付款通知', roles: money },
  'credit_note.issue': { en: 'Issue credit notes', zh: '开立红字应收单', roles: books },
  'charge.issue': { en: 'Charge interest and fees', zh: '收取利息与费用', roles: books },
  'receipt.read': { en: 'See receipts', zh: '查看收款', roles: readers },
  'receipt.record': { en: 'Record receipts', zh: '登记收款', roles: money },
  'receipt.correct': { en: 'Correct receipts', zh: '更正收款', roles: money },
  'receipt.amend': { en: 'Amend receipts without accounting effect', zh: '修改不影响账务的收款内容', roles: money },
  'receipt.confirm': {
    en: 'Confirm receipts another person recorded, or return them',
    zh: '复核他人登记的收款，或退回',
    roles: ['general_manager', ...books],
  },
  'payer_letter.register': {
    en: 'Register and end letters by which others pay for customers',
    zh: '登记与终止委托付款书、三方协议',
    roles: money,
  },
  'payer_letter.approve': {
    en: 'Approve letters another person registered',
    zh: '复核他人登记的委托付款书',
    roles: ['general_manager', ...books],
  },
  'receipt.notify': { en: 'Confirm receipts to customers', zh: '向客户寄送收款确认', roles: money },
  'receipt_rules.manage': { en: 'Change the rules of receipts', zh: '维护收款规则', roles: ['finance_manager'] },
  'refund.request': { en: 'Ask for refunds, hand them over, cancel them', zh: '申请、提交、取消退款', roles: books },
  'refund.pay': { en: 'Pay refunds', zh: '支付退款', roles: ['cashier'] },
  'refund.reverse': { en: 'Reverse refunds that came back', zh: '冲销退回的退款', roles: books },
  'tax_invoice.read': { en: 'See tax invoices and their requests', zh: '查看发票与开票申请', roles: readers },
  'tax_invoice.request': {
    en: 'Request tax invoices',
    zh: '提交开票申请',
    roles: [...books, 'sales_manager', 'sales'],
  },
  'tax_invoice.issue': {
    en: 'Take requests to the tax platform and keep what it issued',
    zh: '导出开票数据，登记发票与红字发票',
    roles: books,
  },
  'bill.read': { en: 'See the register of bills', zh: '查看应收票据备查簿', roles: readers },
  'bill.receive': { en: 'Receive bills; cancel one entered wrongly', zh: '收票登记，作废误录票据', roles: money },
  'bill.pass_on': {
    en: 'Pledge, endorse and discount bills; take back what was done',
    zh: '票据质押、背书、贴现与撤回',
    roles: ['finance_manager'],
  },
  'bill.clear': { en: 'Present bills, record payment and refusal', zh: '票据提示付款、兑付与拒付', roles: money },
  'cash.handle': {
    en: 'Hold cash, cheques and the means of paying',
    zh: '保管现金、票据与支付工具（出纳）',
    roles: ['cashier'],
  },
  'item.read': { en: 'See open items and their history', zh: '查看未清项及其历史', roles: readers },
  'item.apply': { en: 'Apply receipts and credits', zh: '核销', roles: books },
  'item.unapply': { en: 'Take applications back', zh: '反核销', roles: books },
  'item.transfer': { en: 'Move items between accounts and customers', zh: '转销与转移未清项', roles: books },
  'item.write_off': { en: 'Write off bad debts', zh: '坏账核销', roles: ['finance_manager', 'credit_manager'] },
  'item.dispute': {
    en: 'Mark items as disputed',
    zh: '标记争议',
    roles: [...books, 'credit_manager', 'collector', 'sales_manager', 'sales', 'legal'],
  },
  'item.amend_terms': {
    en: 'Agree another due day',
    zh: '调整到期条件',
    roles: ['finance_manager', 'credit_manager'],
  },
  'difference.take': { en: 'Take small differences', zh: '尾差处理', roles: books },
  'period.read': { en: 'See periods', zh: '查看会计期间', roles: inside },
  'period.close': { en: 'Close periods', zh: '结账', roles: ['finance_manager', 'receivables_clerk'] },
  'period.reopen': { en: 'Reopen periods', zh: '反结账', roles: ['finance_manager'] },
  'account.read': { en: 'See accounts and entries', zh: '查看科目与凭证', roles: inside },
  'account.manage': {
    en: 'Change accounts and their determination',
    zh: '维护科目与科目规则',
    roles: ['finance_manager'],
  },
  'rate.manage': { en: 'Enter exchange rates', zh: '维护汇率', roles: books },
  'own_account.manage': { en: 'Keep our own bank accounts', zh: '维护本方银行账户', roles: ['finance_manager'] },
  'opening.read': { en: 'See opening balances', zh: '查看期初', roles: inside },
  'opening.write': { en: 'Enter opening balances', zh: '录入期初', roles: books },
  'opening.lock': {
    en: 'Lock opening balances',
    zh: '启用（锁定）期初',
    roles: ['finance_manager', 'receivables_clerk'],
  },
  'opening.undo': { en: 'Undo opening balances', zh: '撤销期初', roles: ['finance_manager'] },
  'import.read': { en: 'See imports', zh: '查看导入', roles: [...books, 'auditor'] },
  'import.run': { en: 'Import files', zh: '导入文件', roles: books },
  'import.undo': { en: 'Undo imports', zh: '撤销导入', roles: ['finance_manager'] },
  'comment.read': { en: 'Read comments on what one may see', zh: '查看可见单据的评论', roles: readers },
  'comment.write': {
    en: 'Comment, mention colleagues and attach files',
    zh: '发表评论、提及同事、添加附件',
    roles: workers,
  },
  'task.read': {
    en: 'See one’s tasks and those about what one may see',
    zh: '查看本人及可见单据的任务',
    roles: readers,
  },
  'task.give': {
    en: 'Give tasks, take them over, finish one’s own',
    zh: '派发、接手任务，完成本人任务',
    roles: workers,
  },
  'task.manage': {
    en: 'Finish, postpone, hand on and drop tasks of others',
    zh: '管理他人的任务（完成、改期、转派、取消）',
    roles: ['general_manager', 'finance_manager', 'credit_manager', 'sales_manager'],
  },
  'report.read': { en: 'Read reports', zh: '查看报表', roles: readers },
  'report.export': {
    en: 'Take reports out as files',
    zh: '导出报表',
    roles: ['general_manager', ...books, 'credit_manager', 'collector', 'legal', 'auditor'],
  },
  'event.read': { en: 'Read the record of what happened', zh: '查看操作记录', roles: ['administrator', ...heads] },
  'job.read_all': {
    en: 'See the longer work that others asked for, and stop it',
    zh: '查看并中止他人发起的后台任务',
    roles: ['administrator', 'general_manager', 'finance_manager'],
  },
  'approval.read': {
    en: 'See what waits for a second person',
    zh: '查看待复核事项',
    roles: ['administrator', 'general_manager', 'finance_manager', 'receivables_clerk', 'credit_manager', 'auditor'],
  },
  'approval.policy.manage': {
    en: 'Change which deeds wait for a second person',
    zh: '维护复核规则',
    roles: ['administrator', 'general_manager', 'finance_manager'],
  },
  'approval.release.write_off': {
    en: 'Release write-offs',
    zh: '复核坏账核销',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.bill': {
    en: 'Release the endorsing and discounting of bills',
    zh: '复核票据背书与贴现',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.refund': {
    en: 'Approve refunds',
    zh: '审批退款',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.own_account': {
    en: 'Release another bank account of ours',
    zh: '复核本方银行账户',
    roles: ['general_manager', 'finance_manager'],
  },
  'reminder.read': { en: 'See reminders to customers', zh: '查看催款提醒', roles: readers },
  'reminder.send': {
    en: 'Run, send and skip reminders to customers',
    zh: '生成、发送、跳过催款提醒',
    roles: [...books, 'collector'],
  },
  'reminder.switch': {
    en: 'Let reminders by mail leave by themselves',
    zh: '设置催款邮件自动发送',
    roles: ['finance_manager'],
  },
  'late_charge.issue': { en: 'Issue charges for late payment', zh: '开立逾期违约金', roles: books },
  'late_charge.waive': {
    en: 'Ask to waive charges for late payment',
    zh: '申请减免逾期违约金',
    roles: [...books, 'credit_manager', 'collector'],
  },
  'agreement.make': {
    en: 'Agree on later days and instalments, and end that',
    zh: '签订与终止延期、分期协议',
    roles: [...books, 'credit_manager'],
  },
  'approval.release.agreement': {
    en: 'Release extension and instalment agreements',
    zh: '复核延期与分期协议',
    roles: ['general_manager', 'finance_manager'],
  },
  'late_rule.manage': {
    en: 'Keep the rules and rates of late charges',
    zh: '维护逾期利息规则与利率',
    roles: ['finance_manager', 'legal'],
  },
  'terms_offer.decide': {
    en: 'Work out, make and decline offers by how customers pay',
    zh: '测算、采纳与否决付款优惠建议',
    roles: ['finance_manager', 'credit_manager'],
  },
  'payment_method.manage': {
    en: 'Keep the rules of ways to pay',
    zh: '维护付款方式规则',
    roles: ['finance_manager'],
  },
  'sender.manage': {
    en: 'Keep address and telephone of papers',
    zh: '维护单据落款',
    roles: ['administrator', 'finance_manager'],
  },
  'seal.enter': { en: 'Enter and close seals', zh: '录入与停用印章', roles: ['administrator', 'finance_manager'] },
  'seal.approve': {
    en: 'Take seals into use that others entered',
    zh: '启用他人录入的印章',
    roles: ['general_manager', 'finance_manager'],
  },
  'payment_policy.read': {
    en: 'See the collection policies',
    zh: '查看收款政策',
    roles: [...inside, 'sales_manager', 'sales'],
  },
  'payment_policy.write': {
    en: 'Draft collection policies',
    zh: '起草收款政策',
    roles: ['finance_manager', 'credit_manager'],
  },
  'payment_policy.approve': {
    en: 'Approve, publish and withdraw collection policies',
    zh: '批准、发布与撤回收款政策',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.late_charge': {
    en: 'Release waivers of late charges',
    zh: '复核违约金减免',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.customer_account': {
    en: 'Release bank accounts of customers',
    zh: '复核客户银行账户',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.customer_credit': {
    en: 'Release limits above what a grade allows',
    zh: '复核超等级的信用额度',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.tax_request': {
    en: 'Release requests for tax invoices',
    zh: '复核开票申请',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.period': {
    en: 'Release the closing and reopening of periods',
    zh: '复核结账与反结账',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.opening': {
    en: 'Release opening balances',
    zh: '复核期初',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.credit_note': {
    en: 'Release credit notes',
    zh: '复核红字应收单',
    roles: ['general_manager', 'finance_manager'],
  },
  'approval.release.grant': {
    en: 'Release the giving of roles',
    zh: '复核角色授予',
    roles: ['administrator', 'general_manager'],
  },
} as const satisfies Record<string, Permission>

export type PermissionWord = keyof typeof permissions

/** Whether a word is a permission. */
export function isPermission(word: string): word is PermissionWord {
  return Object.hasOwn(permissions, word)
}

/** The permissions a role out of the box holds. */
export function permissionsOf(role: BuiltinRole): PermissionWord[] {
  return (Object.entries(permissions) as [PermissionWord, Permission][])
    .filter(([, permission]) => permission.roles.includes(role))
    .map(([word]) => word)
}
