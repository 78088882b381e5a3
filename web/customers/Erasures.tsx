import { useTranslation } from 'react-i18next'
import { erasurePlaces } from '../../server/governance/contract.ts'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

type Erasure = Row<'listErasures'>

/** Words that go on in the next line, so that the whole table stands in sight in a drawer as well. */
const whole = (text: string) => <span className="wraps">{text}</span>

/** What was erased of persons beside a customer, or of who applied by a form, and where it stood; nothing where nothing was. */
export function Erasures({ of }: { of: { customer_id: string } | { form_id: string } }) {
  const { t } = useTranslation()
  const list = useList('listErasures', 'form_id' in of ? { form_id: [of.form_id] } : { customer_id: [of.customer_id] })
  if (list.rows.length === 0) return null
  const places = ({ places }: Erasure) =>
    erasurePlaces
      .flatMap(place => (places[place] ? `${t(`erasures.places.${place}`)} ${places[place]}` : []))
      .join(', ')
  return (
    <Section title={t('erasures.register')}>
      <DataTable<Erasure>
        bare
        label={t('erasures.register')}
        columns={[
          {
            key: 'at',
            title: t('columns.recorded_at'),
            cell: row => <Moment at={row.recorded_at} />,
            width: 150,
            card: 'head',
          },
          { key: 'what', title: t('erasures.whom'), cell: row => t(`erasures.whats.${row.what}`), width: 120 },
          { key: 'where', title: t('erasures.where'), cell: row => whole(places(row)), width: 220 },
          {
            key: 'complete',
            title: t('erasures.reach'),
            cell: row => t(`erasures.reaches.${row.complete ? 'all' : 'part'}`),
            width: 120,
          },
          { key: 'why', title: t('field.reason'), cell: row => whole(row.reason), width: 180 },
          { key: 'by', title: t('erasures.by'), cell: row => row.recorded_by_name, width: 100 },
        ]}
        {...list.table}
        rowKey={row => row.erasure_id}
        empty={{ title: '' }}
      />
    </Section>
  )
}
