import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay, useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Day } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { useDone } from '../ui/useDone.ts'
import { ListTools } from '../views/ListTools.tsx'

type TaxCode = Row<'listTaxCodes'>
const kinds = ['taxed', 'zero', 'exempt', 'out_of_scope'] as const

/** Tax codes with the days on which each rate counts; a row opens the form for its next rate. */
export function TaxCodes() {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const asked = useAnswer('listTaxCodes', {}, may('invoice.read'))
  const [editing, setEditing] = useState<TaxCode | 'new' | null>(null)
  return (
    <Section title={t('tax_codes.title')}>
      <p className="soft">{t('tax_codes.hint')}</p>
      <DataTable<TaxCode>
        label={t('tax_codes.title')}
        tools={() => <ListTools list={null} report="tax_codes" question={{}} fields={null} />}
        columns={columnsOf(t, language)}
        rows={asked.data?.rows ?? []}
        rowKey={row => `${row.code} ${row.valid_from}`}
        {...(may('account.manage') ? { onOpen: setEditing } : {})}
        empty={{ title: t('tax_codes.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {may('account.manage') && (
        <Button style={{ marginTop: 12 }} onClick={() => setEditing('new')}>
          {t('tax_codes.enter')}
        </Button>
      )}
      {editing && <TaxCodeDialog {...(editing === 'new' ? {} : { known: editing })} onClose={() => setEditing(null)} />}
    </Section>
  )
}

function columnsOf(t: TFunction, language: 'en' | 'zh'): DataColumn<TaxCode>[] {
  return [
    { key: 'code', title: t('tax_codes.code'), cell: row => row.code, width: 120, card: 'head' },
    { key: 'name', title: t('columns.name'), cell: row => (language === 'zh' ? row.name : row.name_en), width: 240 },
    { key: 'kind', title: t('columns.kind'), cell: row => t(`tax_codes.kinds.${row.kind}`), width: 140 },
    { key: 'rate', title: t('tax_codes.rate'), cell: row => `${row.rate}%`, right: true, width: 100, card: 'figure' },
    { key: 'valid_from', title: t('tax_codes.valid_from'), cell: row => <Day day={row.valid_from} />, width: 130 },
    {
      key: 'valid_to',
      title: t('tax_codes.valid_to'),
      cell: row => <Day day={row.valid_to} missing="–" />,
      width: 130,
    },
  ]
}

function TaxCodeDialog({ known, onClose }: { known?: TaxCode; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [code, setCode] = useState(known?.code ?? '')
  const [kind, setKind] = useState(kinds.find(kind => kind === known?.kind) ?? 'taxed')
  const [rate, setRate] = useState(known?.rate ?? '')
  const [name, setName] = useState(known?.name ?? '')
  const [name_en, setNameEn] = useState(known?.name_en ?? '')
  const [source, setSource] = useState('')
  const [valid_from, setFrom] = useState<string | null>(me.today)
  const taxed = kind === 'taxed'
  const ready = [code, name, name_en, source].every(text => text.trim() !== '') && valid_from && (!taxed || rate !== '')
  return (
    <FormDialog
      title={known ? t('tax_codes.next_rate', { code: known.code }) : t('tax_codes.enter')}
      act={t('action.save')}
      ready={Boolean(ready)}
      perform={() =>
        done(
          () =>
            ask('setTaxCode', {
              code: code.trim(),
              kind,
              rate: taxed ? rate.trim() : '0',
              name: name.trim(),
              name_en: name_en.trim(),
              source: source.trim(),
              valid_from: valid_from ?? me.today,
            }),
          t('tax_codes.saved'),
        )
      }
      onClose={onClose}
    >
      <div className="fields-beside">
        {!known && <TextLine label={t('tax_codes.code')} value={code} onChange={setCode} max={30} focus />}
        <ChoiceField
          label={t('columns.kind')}
          value={kind}
          width={150}
          options={kinds.map(value => ({ value, label: t(`tax_codes.kinds.${value}`) }))}
          onChange={value => setKind(kinds.find(kind => kind === value) ?? 'taxed')}
        />
        {taxed && <TextLine label={`${t('tax_codes.rate')}, %`} value={rate} onChange={setRate} max={8} />}
        <DayField label={t('tax_codes.valid_from')} value={valid_from} onChange={setFrom} />
      </div>
      <TextLine label={t('tax_codes.name')} value={name} onChange={setName} max={100} />
      <TextLine label={t('tax_codes.name_en')} value={name_en} onChange={setNameEn} max={100} />
      <TextLine
        label={t('tax_codes.source')}
        value={source}
        onChange={setSource}
        max={500}
        hint={t('tax_codes.source_hint')}
      />
    </FormDialog>
  )
}
