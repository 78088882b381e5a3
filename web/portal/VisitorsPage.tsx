import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { Wait } from '../ui/states.tsx'
import { AgreeAccount } from './AgreeAccount.tsx'
import { AnswerSettlement } from './AnswerSettlement.tsx'
import { ConfirmFile } from './ConfirmFile.tsx'
import { ReceiveGoods } from './ReceiveGoods.tsx'
import { VisitorsFrame } from './VisitorsFrame.tsx'

export type Shown = Answer<'lookAtPage'>

/** What a customer sees behind a link that is no invoice: goods to confirm, or an account to agree. */
export function VisitorsPage() {
  const token = window.location.hash.slice(1)
  const asked = useQuery({
    queryKey: ['lookAtPage', token],
    queryFn: ({ signal }) => ask('lookAtPage', { token }, signal),
    retry: false,
  })
  return (
    <VisitorsFrame locale={asked.data?.locale}>
      <Wait for={asked} lines={6}>
        {shown => <Content shown={shown} token={token} />}
      </Wait>
    </VisitorsFrame>
  )
}

function Content({ shown, token }: { shown: Shown; token: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const entity = language === 'en' ? (shown.entity_en ?? shown.entity) : shown.entity
  return (
    <>
      <h1>{entity}</h1>
      {shown.delivery && (
        <>
          <p className="soft">{t('portal.goods_for', { number: shown.delivery.number, customer: shown.customer })}</p>
          <ReceiveGoods shown={shown} delivery={shown.delivery} token={token} />
        </>
      )}
      {shown.statement && (
        <>
          <p className="soft">{t('portal.account_of', { customer: shown.customer })}</p>
          <AgreeAccount shown={shown} statement={shown.statement} token={token} />
        </>
      )}
      {shown.settlement && (
        <>
          <p className="soft">
            {t(shown.settlement.kind === 'check' ? 'settlements.check_page' : 'settlements.page_for', {
              number: shown.settlement.number,
              customer: shown.customer,
            })}
          </p>
          <AnswerSettlement shown={shown} bill={shown.settlement} token={token} />
        </>
      )}
      {shown.file && (
        <>
          <p className="soft">{t('portal.file_of', { customer: shown.customer })}</p>
          <ConfirmFile shown={shown} file={shown.file} token={token} />
        </>
      )}
    </>
  )
}
