/** What a customer’s page is about, how its link goes to him, and where it stands. */
export const pageKinds = ['delivery', 'statement', 'file', 'settlement'] as const
export const pageChannels = ['mail', 'sms'] as const
export const pageStates = [
  'made',
  'queued',
  'sending',
  'sent',
  'unsure',
  'bounced',
  'failed',
  'opened',
  'confirmed',
  'contested',
  'withdrawn',
] as const
