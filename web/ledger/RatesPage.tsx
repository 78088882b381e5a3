import { Button, Input } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Question, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useBaseCurrency, useMay, useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { CurrencyFilter } from '../ui/CurrencyField.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Day, Decimal, Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { readRates } from './read-rates.ts'
import { ListTools } from '../views/ListTools.tsx'

type Rate = Row<'listRates'>

/** Exchange rates as data, each valid from its day on; a posting takes the latest that is not younger than itself. */
export function RatesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const currency = one(url.currency)
  const list = useList('listRates', currency ? { currency: [currency] } : {})
  const [entering, setEntering] = useState(false)
  return (
    <Page
      title={t('nav.rates')}
      sub={t('rates.sub')}
      actions={
        may('rate.manage') && (
          <Button type="primary" onClick={() => setEntering(true)} icon={<Icon name="plus" />}>
            {t('rates.enter')}
          </Button>
        )
      }
    >
      <div className="bar">
        <CurrencyFilter value={currency} onChange={code => change({ currency: code })} />
      </div>
      <DataTable<Rate>
        label={t('nav.rates')}
        tools={() => (
          <ListTools
            list={null}
            report="exchange_rates"
            question={currency ? { currency: [currency] } : {}}
            fields={null}
          />
        )}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => `${row.currency} ${row.base_currency} ${row.valid_on} ${row.recorded_at}`}
        empty={{ title: t('rates.none'), hint: t('rates.none_hint') }}
      />
      {entering && <RatesDialog onClose={() => setEntering(false)} />}
    </Page>
  )
}

function columnsOf(t: TFunction): DataColumn<Rate>[] {
  return [
    { key: 'valid_on', title: t('rates.valid_on'), cell: row => <Day day={row.valid_on} />, width: 140, card: 'head' },
    {
      key: 'pair',
      title: t('columns.currency'),
      cell: row => `1 ${row.currency} =`,
      width: 90,
    },
    {
      key: 'rate',
      title: t('columns.rate'),
      cell: row => <Decimal of={row.rate} least={4} unit={row.base_currency} />,
      width: 130,
      right: true,
      card: 'figure',
    },
    { key: 'source', title: t('rates.source'), cell: row => row.source, width: 300 },
    { key: 'recorded_at', title: t('columns.recorded_at'), cell: row => <Moment at={row.recorded_at} />, width: 170 },
  ]
}

function RatesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const base_currency = useBaseCurrency()
  const done = useDone()
  const [text, setText] = useState('')
  const [source, setSource] = useState('')
  const { rates, wrong } = readRates(text, me.today)
  const rows: Question<'setRates'> = rates.map(rate => ({ ...rate, base_currency, source: source.trim() }))
  return (
    <FormDialog
      title={t('rates.enter')}
      act={t('rates.enter_count', { count: rates.length })}
      ready={rates.length > 0 && wrong.length === 0 && source.trim() !== ''}
      perform={() => done(() => ask('setRates', rows), t('rates.entered', { count: rates.length }))}
      onClose={onClose}
    >
      <Field label={t('rates.lines', { base: base_currency })}>
        {id => (
          <>
            <Input.TextArea
              id={id}
              value={text}
              autoFocus
              autoSize={{ minRows: 5, maxRows: 14 }}
              placeholder={`USD 7.1023\nEUR 8.2210 ${me.today}`}
              onChange={event => setText(event.target.value)}
            />
            <span className="small soft">{t('rates.lines_hint')}</span>
          </>
        )}
      </Field>
      {wrong.length > 0 && (
        <div className="problem" role="alert">
          {t('rates.unread', { lines: wrong.join(t('access.comma')) })}
        </div>
      )}
      <TextLine label={t('rates.source')} value={source} onChange={setSource} max={100} hint={t('rates.source_hint')} />
    </FormDialog>
  )
}
