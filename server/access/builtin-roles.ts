/** The roles out of the box, as data: what set-up writes down for a new organisation. */
export const builtinRoles = [
  { code: 'administrator', name: '系统管理员', name_en: 'Administrator' },
  { code: 'general_manager', name: '总经理', name_en: 'General manager' },
  { code: 'finance_manager', name: '财务经理', name_en: 'Finance manager' },
  { code: 'receivables_clerk', name: '应收会计', name_en: 'Receivables clerk' },
  { code: 'cashier', name: '出纳', name_en: 'Cashier' },
  { code: 'credit_manager', name: '信用经理', name_en: 'Credit manager' },
  { code: 'collector', name: '催收专员', name_en: 'Collector' },
  { code: 'sales_manager', name: '销售经理', name_en: 'Sales manager', customers: 'departments' },
  { code: 'sales', name: '销售', name_en: 'Sales', customers: 'own' },
  { code: 'legal', name: '法务', name_en: 'Legal' },
  { code: 'external_lawyer', name: '外部律师', name_en: 'External lawyer', customers: 'own', must_expire: true },
  { code: 'auditor', name: '审计', name_en: 'Auditor', must_expire: true },
] as const satisfies readonly {
  code: string
  name: string
  name_en: string
  /** The widest customers the role is granted for: '' all, 'departments' his department's, 'own' his own. */
  customers?: '' | 'own' | 'departments'
  /** The grant must end on a day. */
  must_expire?: boolean
}[]

export type BuiltinRole = (typeof builtinRoles)[number]['code']
