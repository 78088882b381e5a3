import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { peopleSample } from '../access/people-sample.ts'
import { saveText } from '../imports/save-text.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useEntities, useMay, useMe } from '../session.ts'
import { show } from '../ui/Dialogs.tsx'
import { Icon } from '../ui/Icon.tsx'
import { customersSample, openingsSample } from './samples.ts'
import { keepSetUp, type Progress, type SetUpStep, setUpSteps, useSetUpShown } from './set-up.ts'

const undoDialog = async () => (await import('../imports/UndoSetUpDialog.tsx')).UndoSetUpDialog

/**
 * The way to books of one's own, for whoever sets the house up: what stands there is ticked off by itself, the next step
 * is named. It leaves when all is done or when one sends it away, and comes back from settings, guide and palette.
 */
export function SetUpList() {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const { org_id, is_demo } = me.organisation
  const shown = useSetUpShown(org_id)
  // A made-up company needs none, but may show what the list looks like.
  const minds = may('entity.manage') && shown !== 'away' && (!is_demo || shown === 'shown')
  const progress = useAnswer('setUpProgress', {}, minds).data
  if (!minds || !progress) return null
  const next = setUpSteps.find(step => !step.done(progress))
  if (!next && shown !== 'shown') return null
  const took = setUpSteps.filter(step => step.done(progress)).length
  return (
    <section className="set-up" aria-labelledby="set-up-title">
      <header className="between">
        <div>
          <h2 id="set-up-title">{t('set_up.title')}</h2>
          <p className="soft">
            {t('set_up.sub')} <span className="num">{t('set_up.so_far', { done: took, of: setUpSteps.length })}</span>
          </p>
        </div>
        <span>
          {may('import.undo') && may('opening.undo') && progress.customers + progress.openings > 0 && (
            <Button type="text" size="small" onClick={() => show(undoDialog, {})}>
              {t('set_up.undo')}
            </Button>
          )}
          <Button type="text" size="small" onClick={() => keepSetUp(org_id, 'away')}>
            {t('set_up.away')}
          </Button>
        </span>
      </header>
      <ol>
        {setUpSteps.map(step => (
          <Step key={step.key} step={step} progress={progress} isNext={step === next} />
        ))}
      </ol>
    </section>
  )
}

function Step({ step, progress, isNext }: { step: SetUpStep; progress: Progress; isNext: boolean }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = step.done(progress)
  const name = t(`set_up.steps.${step.key}`)
  return (
    <li className={done ? 'done' : isNext ? 'next' : ''} aria-current={isNext ? 'step' : undefined}>
      <span className="mark" aria-hidden="true">
        {done ? <Icon name="tick" /> : null}
      </span>
      <div>
        {may(step.permission) ? (
          <Link to={step.to} search={(step.search ?? {}) as never}>
            {name}
          </Link>
        ) : (
          name
        )}
        {done && <span className="hidden-but-read"> {t('set_up.done')}</span>}
        {done && <p className="small soft">{t(`set_up.facts.${step.key}`, step.counts(progress))}</p>}
        {isNext && <p className="small soft">{t(`set_up.hints.${step.key}`)}</p>}
        {step.key === 'customers' && may('person.manage') && (
          <p className="small">
            <Link to="/people" search={{ add: 'people' } as never}>
              {t('set_up.salespeople')}
            </Link>
          </p>
        )}
        {step.sample && may(step.permission) && (done ? null : <Sample of={step.sample} />)}
      </div>
    </li>
  )
}

/** A file to begin from, with the columns as they are recognised and an entity of one's own. */
function Sample({ of }: { of: NonNullable<SetUpStep['sample']> }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const entity = useEntities().data?.rows[0]
  const save = () => {
    const house = { entity_code: entity?.code ?? '', books_from: entity?.books_from ?? '2026-01-01' }
    const { name, text } =
      of === 'people'
        ? { name: `${t('access.bring_sample')}.csv`, text: peopleSample(language) }
        : (of === 'customers' ? customersSample : openingsSample)(language, house)
    saveText(name, `\ufeff${text}`, 'text/csv;charset=utf-8')
  }
  return (
    <Button type="link" size="small" className="set-up-sample" onClick={save}>
      <Icon name="download" size={13} /> {t('action.sample')}
    </Button>
  )
}
