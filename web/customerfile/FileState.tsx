import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { PageDialog } from '../portal/PageDialog.tsx'
import { useBaseCurrency, useEntities, useMay, useMe } from '../session.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { Change, GradeTag, percentText } from './Grade.tsx'

type File = Answer<'readFile'>
type Props = { customer: { customer_id: string; name: string }; file: File }

/** How complete and how fresh the file is, what to fill next, and the grade with what it rests on. */
export function FileState({ customer, file }: Props) {
  return (
    <>
      <Completeness customer={customer} file={file} />
      <Grading customer={customer} file={file} />
    </>
  )
}

function Completeness({ customer: { customer_id }, file }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const me = useMe()
  const done = useDone()
  const { onError } = useTools()
  const [asking, setAsking] = useState(false)
  const entity_id = useEntities().data?.rows[0]?.entity_id
  const { completeness, missing, reviewed_on, review_due_on } = file
  const due = review_due_on <= me.today
  const review = () => done(() => ask('reviewCustomers', [{ customer_id }]), t('customer_file.reviewed'))
  return (
    <Section title={t('customer_file.state')}>
      <Facts
        rows={[
          [
            t('columns.completeness'),
            <span key="score" className={`num ${completeness < 60 ? 'wrong' : ''}`}>
              {completeness}%
            </span>,
          ],
          [
            t('customer_file.fill_next'),
            missing.length > 0 && missing.map(fact => t(`file_facts.${fact}`)).join(' · '),
          ],
          [
            t('customer_file.reviewed_on'),
            reviewed_on ? <Day key="on" day={reviewed_on} /> : t('customer_file.never_reviewed'),
          ],
          [
            t('columns.review_due_on'),
            <span key="due" className={due ? 'wrong' : ''}>
              <Day day={review_due_on} />
            </span>,
          ],
        ]}
      />
      {may('customer.write') && (
        <Button size="small" type={due ? 'primary' : 'default'} onClick={() => void review().catch(onError)}>
          {t('customer_file.review')}
        </Button>
      )}{' '}
      {may('page.make') && entity_id && (
        <Button size="small" onClick={() => setAsking(true)}>
          {t('portal.ask_file')}
        </Button>
      )}
      {asking && entity_id && (
        <PageDialog
          title={t('portal.ask_file')}
          hint={t('portal.ask_file_hint')}
          draft={{ kind: 'file', customer_id, entity_id }}
          customer_id={customer_id}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  )
}

function Grading({ customer, file }: Props) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const currency = useBaseCurrency()
  const { tools, onError } = useTools()
  const { customer_id } = customer
  const { grade, proposal, treatment, gradings } = file
  const confirm = (proposed: NonNullable<File['proposal']>['proposed']) =>
    done(() => ask('setGrades', [{ customer_id, grade: proposed }]), t('grades.set_done'))
  const waits = proposal?.state === 'waiting'
  return (
    <Section title={t('columns.grade')}>
      <Facts
        rows={[
          [
            t('columns.grade'),
            <span key="grade">
              {proposal && waits ? <Change from={grade} to={proposal.proposed} /> : <GradeTag of={grade} />}{' '}
              {waits && <span className="small soft">{t('grades.states.waiting')}</span>}
            </span>,
          ],
          [
            t('grades.billed'),
            proposal && (
              <span key="billed">
                <Money minor={proposal.billed_minor} currency={currency} code /> ({percentText(proposal.share_bp)})
              </span>
            ),
          ],
          [t('grades.invoices'), proposal && String(proposal.invoices)],
          [
            t('grades.days_late'),
            proposal &&
              t('grades.late_text', { days: proposal.days_late ?? '–', share: percentText(proposal.overdue_bp) }),
          ],
          [t('grades.marks'), proposal && `${proposal.importance} · ${proposal.frequency} · ${proposal.credit ?? '–'}`],
          [t('grades.treated'), treatment && <Treated key="treated" of={treatment} />],
        ]}
      />
      {may('customer_grade.set') && (
        <span className="row-of-buttons">
          {proposal && waits && (
            <Button size="small" type="primary" onClick={() => void confirm(proposal.proposed).catch(onError)}>
              {t('grades.confirm')}
            </Button>
          )}
          <Button
            size="small"
            onClick={() =>
              tools.show(async () => (await import('./GradeDialog.tsx')).GradeDialog, { customers: [customer] })
            }
          >
            {t('grades.set')}
          </Button>
        </span>
      )}
      {gradings.length > 0 && (
        <ul className="contacts" aria-label={t('grades.history')} style={{ marginTop: 10 }}>
          {gradings.map(one => (
            <li key={one.grading_id}>
              <div>
                <Change from={one.before} to={one.grade} /> <span className="soft">{one.reason}</span>
              </div>
              <div className="small soft">
                <Day day={one.graded_on} /> · {one.by_name}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Treated({ of }: { of: NonNullable<File['treatment']> }) {
  const { t } = useTranslation()
  const currency = useBaseCurrency()
  const parts = [
    of.terms_code && `${t('customer_rules.terms_code')} ${of.terms_code}`,
    of.max_days !== null && t('grades.at_most_days', { days: of.max_days }),
    of.prepay_percent > 0 && t('grades.prepays', { percent: of.prepay_percent }),
    of.documents.length > 0 && of.documents.map(kind => t(`document_kinds.${kind}`)).join(', '),
    t('grades.reviewed_every', { months: of.review_months }),
  ].filter(Boolean)
  return (
    <>
      {parts.join(' · ')}
      {of.limit_approval_minor !== null && (
        <>
          {' · '}
          {t('customer_rules.limit_approval_minor')} <Money minor={of.limit_approval_minor} currency={currency} />
        </>
      )}
    </>
  )
}
