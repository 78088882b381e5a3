import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { Holidays } from './Holidays.tsx'
import { TermsDrawer } from './TermsDrawer.tsx'
import { termsWords } from './terms-words.ts'
import { ListTools } from '../views/ListTools.tsx'

type Terms = Row<'listTerms'>

/** Payment terms: the rule from which every due day follows, in words and tried out on real days. */
export function TermsPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const [url, change] = useUrl()
  const asked = useAnswer('listTerms', {})
  const [making, setMaking] = useState(false)
  const rows = asked.data?.rows ?? []
  const shown = rows.find(row => row.code === one(url.code))
  return (
    <Page
      title={t('nav.terms')}
      sub={t('terms.sub')}
      actions={
        may('terms.manage') && (
          <Button type="primary" onClick={() => setMaking(true)} icon={<Icon name="plus" />}>
            {t('terms.make')}
          </Button>
        )
      }
    >
      <DataTable<Terms>
        label={t('nav.terms')}
        tools={() => <ListTools list={null} report="payment_terms" question={{}} fields={null} />}
        columns={columnsOf(t, language)}
        rows={rows}
        rowKey={row => row.terms_id}
        rowClass={row => (row.archived ? 'quiet' : '')}
        onOpen={row => change({ code: row.code })}
        empty={{ title: t('terms.none') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      <Holidays />
      {(making || shown) && (
        <TermsDrawer
          key={shown?.code ?? ''}
          {...(shown && !making ? { terms: shown } : {})}
          onClose={() => {
            setMaking(false)
            change({ code: undefined })
          }}
        />
      )}
    </Page>
  )
}

function columnsOf(t: TFunction, language: 'en' | 'zh'): DataColumn<Terms>[] {
  return [
    {
      key: 'name',
      title: t('terms.name'),
      cell: row => (language === 'zh' ? row.name : row.name_en),
      width: 260,
      card: 'head',
    },
    { key: 'code', title: t('access.code'), cell: row => <span className="num">{row.code}</span>, width: 170 },
    { key: 'rule', title: t('terms.rule'), cell: row => termsWords(t, row.rule), width: 520 },
    {
      key: 'state',
      title: t('columns.state'),
      cell: row => row.archived && <span className="tag">{t('terms.archived')}</span>,
      width: 110,
      card: 'figure',
    },
  ]
}
