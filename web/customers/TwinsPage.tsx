import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Page } from '../ui/Page.tsx'
import { useTools } from '../ui/useActions.ts'
import { Evidence } from './Evidence.tsx'

type Pair = Row<'listTwinPairs'>

/** Pairs of customers that are likely one; a person looks at both and decides. */
export function TwinsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const { tools } = useTools()
  const list = useList('listTwinPairs', {})
  const compare = (pair: Pair) => tools.show(async () => (await import('./TwinDialog.tsx')).TwinDialog, { pair })
  return (
    <Page title={t('nav.twins')} sub={t('twins.sub')}>
      <DataTable<Pair>
        label={t('nav.twins')}
        columns={[
          {
            key: 'score',
            title: t('twins.score'),
            cell: pair => <span className="num">{pair.score}</span>,
            right: true,
            width: 80,
            card: 'figure',
          },
          {
            key: 'customer',
            title: t('twins.one'),
            cell: pair => <Side of={pair.customer} />,
            width: 320,
            links: true,
          },
          { key: 'other', title: t('twins.other'), cell: pair => <Side of={pair.other} />, width: 320, links: true },
          {
            key: 'evidence',
            title: t('twins.why'),
            cell: pair => <Evidence of={pair.evidence} />,
            width: 360,
            // On a phone it opens the pair; both names lead to their files.
            card: 'head',
          },
        ]}
        {...list.table}
        rowKey={pair => `${pair.customer_id} ${pair.other_id}`}
        {...(may('customer.write') ? { onOpen: compare } : {})}
        empty={{ title: t('twins.empty'), hint: t('twins.empty_hint') }}
      />
    </Page>
  )
}

function Side({ of: { customer_id, number, name } }: { of: Pair['customer'] }) {
  return (
    <Link to="/customers/$customer_id" params={{ customer_id }} onClick={event => event.stopPropagation()}>
      <span className="num">{number}</span> {name}
    </Link>
  )
}
