import { ask, askContent, type Row } from '../client.ts'
import type { Action } from '../ui/action.ts'
import { lookAt } from '../ui/look-at.ts'

export type Letter = Row<'listLetters'>

/** Registers a letter by which another pays; of a customer where one is open. */
export const registerLetter: Action<{ customer_id: string } | void> = {
  id: 'payer_letter.register',
  label: 'letters.register',
  icon: 'plus',
  permission: 'payer_letter.register',
  weight: 'main',
  perform: (subject, { show }) =>
    show(
      async () => (await import('./LetterDialog.tsx')).LetterDialog,
      subject ? { customer_id: subject.customer_id } : {},
    ),
}

const approve: Action<Letter> = {
  id: 'payer_letter.approve',
  label: 'letters.approve',
  icon: 'tick',
  permission: 'payer_letter.approve',
  weight: 'main',
  enabled: letter =>
    letter.standing !== 'registered' ? { key: 'letters.decided' } : letter.own ? { key: 'letters.own_why' } : true,
  perform: ({ letter_id }, { t, done }) => done(() => ask('approveLetter', { letter_id }), t('letters.approved_done')),
}

const openScan: Action<Letter> = {
  id: 'payer_letter.file',
  label: 'letters.open_file',
  icon: 'clip',
  permission: 'receipt.read',
  perform: async ({ letter_id, file_name }) => lookAt(file_name, () => askContent('openLetter', { letter_id })),
}

const end: Action<Letter> = {
  id: 'payer_letter.end',
  label: 'letters.end',
  icon: 'cross',
  permission: 'payer_letter.register',
  weight: 'grave',
  enabled: letter => (letter.standing === 'ended' ? { key: 'letters.decided' } : true),
  perform: (letter, { show }) => show(async () => (await import('./EndLetter.tsx')).EndLetter, { letter }),
}

/** Everything that can be done to a letter. */
export const letterActions = [approve, openScan, end] as const
