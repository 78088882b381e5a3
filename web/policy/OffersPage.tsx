import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { offerKinds, offerStates } from '../../server/policy/offers-contract.ts'
import { ask, type Question, type Row } from '../client.ts'
import { customerColumn } from '../customers/customer-column.tsx'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { OfferDrawer } from './OfferDrawer.tsx'
import { OfferRulesDialog } from './OfferRulesDialog.tsx'
import { OfferSaid, percentOf } from './OfferSaid.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Offer = Row<'listOffers'>

/** Offers to customers by how they pay, each with the figures it rests on and what it costs; a person decides. */
export function OffersPage() {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [url, change] = useUrl()
  const [ruling, setRuling] = useState(false)
  const open = one(url.offer)
  const picked = offerStates.filter(value => many(url.state).includes(value))
  const state = picked.length > 0 ? picked : (['waiting'] as const)
  const kind = offerKinds.filter(value => many(url.kind).includes(value))
  const customer_id = one(url.customer_id)
  const sort = one(url.sort) === 'billed_minor' ? 'billed_minor' : '-billed_minor'
  const question: Question<'listOffers'> = {
    sort,
    state: [...state],
    ...(kind.length > 0 ? { kind } : {}),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
  }
  const list = useList('listOffers', question)
  const decides = may('terms_offer.decide')
  const columns: DataColumn<Offer>[] = [
    customerColumn(t),
    { key: 'entity', fields: ['entity_code'], title: t('columns.entity'), cell: row => row.entity_code, width: 70 },
    {
      key: 'offer',
      fields: ['kind'],
      title: t('terms_offers.offer'),
      cell: row => <OfferSaid offer={row} />,
      width: 250,
      card: 'figure',
    },
    {
      key: 'late',
      fields: ['days_late'],
      title: t('terms_offers.days_late'),
      cell: row => row.figures.days_late,
      width: 100,
      right: true,
    },
    {
      key: 'on_time',
      fields: ['on_time'],
      title: t('terms_offers.on_time'),
      cell: row => percentOf(row.figures.on_time_bp),
      width: 100,
      right: true,
    },
    {
      key: 'billed',
      fields: ['currency', 'billed_minor'],
      title: t('terms_offers.billed'),
      cell: row => <Money minor={row.billed_minor} currency={row.base_currency} />,
      width: 150,
      right: true,
      sorts: ['-billed_minor', 'billed_minor'],
    },
    {
      key: 'cost',
      fields: ['currency', 'cost_minor'],
      title: t('terms_offers.cost'),
      cell: row => <Money minor={row.cost_minor} currency={row.base_currency} />,
      width: 130,
      right: true,
    },
    {
      key: 'gain',
      fields: ['currency', 'gain_minor'],
      title: t('terms_offers.gain'),
      cell: row => <Money minor={row.gain_minor} currency={row.base_currency} />,
      width: 130,
      right: true,
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      cell: row => (
        <span className={row.state === 'waiting' ? 'tag waits' : row.state === 'accepted' ? 'tag well' : 'tag'}>
          {t(`terms_offers.states.${row.state}`)}
        </span>
      ),
      width: 100,
    },
  ]
  return (
    <Page
      title={t('nav.terms_offers')}
      sub={t('terms_offers.sub')}
      actions={
        decides && (
          <>
            <Button onClick={() => setRuling(true)} icon={<Icon name="policies" />}>
              {t('terms_offers.rules')}
            </Button>
            <Button
              type="primary"
              icon={<Icon name="again" />}
              onClick={() => void done(() => ask('proposeOffers', {}), t('terms_offers.proposed'))}
            >
              {t('terms_offers.propose')}
            </Button>
          </>
        )
      }
    >
      <div className="bar">
        <ManyField
          label={t('columns.state')}
          value={state}
          width={200}
          options={offerStates.map(value => ({ value, label: t(`terms_offers.states.${value}`) }))}
          onChange={values => change({ state: values }, { replace: true })}
        />
        <ManyField
          label={t('terms_offers.offer')}
          value={kind}
          width={220}
          options={offerKinds.map(value => ({ value, label: t(`terms_offers.kinds.${value}`) }))}
          onChange={values => change({ kind: values.length > 0 ? values : undefined }, { replace: true })}
        />
      </div>
      <DataTable<Offer>
        label={t('nav.terms_offers')}
        name="terms-offers"
        tools={fields => <ListTools list="terms-offers" report="terms_offers" question={question} fields={fields} />}
        columns={columns}
        {...list.table}
        rowKey={row => row.offer_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        onOpen={row => change({ offer: row.offer_id })}
        empty={{ title: t('terms_offers.none'), hint: t('terms_offers.none_hint') }}
      />
      {open && <OfferDrawer offer_id={open} onClose={() => change({ offer: undefined })} />}
      {ruling && <OfferRulesDialog onClose={() => setRuling(false)} />}
    </Page>
  )
}
