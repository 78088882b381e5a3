/** Rules and other settings that are taken out by their declaration alone (`declared-settings.ts`). */
export const settingLists = [
  'approval_policies',
  'approval_deputies',
  'customer_rules',
  'receipt_rules',
  'offer_rules',
  'organisation',
  'late_rules',
  'late_rates',
  'wordings',
  'contract_steps',
  'payment_terms',
  'holidays',
  'roles',
  'keys',
  'senders',
  'tax_codes',
  'exchange_rates',
  'accounts',
  'difference_rules',
  'payment_method_rules',
  'own_accounts',
  'departments',
  'legal_entities',
] as const
export type SettingList = (typeof settingLists)[number]

/** Lists that are taken out by their declaration alone (`declared-lists.ts`), beside the reports. Pure: the web imports it. */
export const declaredLists = [
  'approvals',
  'own_requests',
  'waiting_receipts',
  'payer_letters',
  'payment_advices',
  'reminders',
  'agreements',
  'late_charges',
  'terms_offers',
  'grades',
  'onboardings',
  'customer_documents',
  'customer_pages',
  'returned_letters',
  'settlements',
  'openings',
  'opening_tie_out',
  'periods',
  'people',
  'sign_ins',
  'events',
  'number_series',
  'contract_drafts',
  ...settingLists,
] as const
export type DeclaredList = (typeof declaredLists)[number]

/** Lists whose rows can be picked all at once, however many pages they have. */
export const pickedLists = ['invoices', 'receipts', 'customers', 'open_items', 'tasks', ...declaredLists] as const
export type PickedList = (typeof pickedLists)[number]
