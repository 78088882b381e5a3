import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Refused } from '../client.ts'
import { setMode, useMode } from '../preferences.ts'
import { useMe } from '../session.ts'
import { ChartCard } from '../ui/ChartCard.tsx'
import { coursesOption, paletteOf } from '../ui/chart-look.ts'
import { addDays, moneyText } from '../ui/figures.ts'
import { Icon, type IconName, iconNames } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import type { Palette } from '../ui/theme.ts'
import { toast } from '../ui/toast.tsx'
import { contrast } from './contrast.ts'
import { Controls } from './Controls.tsx'
import { Tables } from './Tables.tsx'

/** Every part of the house in every state, as it looks now: what a new page is made of. */
export function StyleguidePage() {
  const { t } = useTranslation()
  const mode = useMode()
  return (
    <Page
      title={t('styleguide.title')}
      sub={t('styleguide.sub')}
      actions={
        <Button
          icon={<Icon name={mode === 'dark' ? 'sun' : 'moon'} size={14} />}
          onClick={() => setMode(mode === 'dark' ? 'light' : 'dark')}
        >
          {t('shell.change_look')}
        </Button>
      }
    >
      <Colours palette={paletteOf(mode)} />
      <Type />
      <Figures />
      <Section title={t('styleguide.icons')}>
        <ul className="guide-icons">
          {iconNames.map((name: IconName) => (
            <li key={name}>
              <Icon name={name} size={18} />
              <span className="small soft">{name}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Controls />
      <Tables />
      <Charts />
      <States />
    </Page>
  )
}

const inks = ['ink', 'ink_soft', 'ink_faint', 'jade', 'cinnabar', 'amber'] as const
const grounds = ['paper', 'raised', 'sunk'] as const

function Colours({ palette }: { palette: Palette }) {
  const { t } = useTranslation()
  return (
    <Section title={t('styleguide.colours')}>
      <p className="soft">{t('styleguide.colours_hint')}</p>
      <table className="guide-colours">
        <thead>
          <tr>
            <td />
            {grounds.map(ground => (
              <th key={ground} scope="col">
                {ground} <span className="small soft">{palette[ground]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inks.map(ink => (
            <tr key={ink}>
              <th scope="row">
                {ink} <span className="small soft">{palette[ink]}</span>
              </th>
              {grounds.map(ground => (
                <td key={ground} style={{ background: palette[ground], color: palette[ink] }}>
                  账期 Duebook 1,234.50{' '}
                  <span className="num">{contrast(palette[ink], palette[ground]).toFixed(1)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="guide-ages" aria-label={t('styleguide.ages')}>
        {palette.ages.map(age => (
          <li key={age}>
            <i style={{ background: age }} />
            <span className="small soft">{age}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Type() {
  const { t } = useTranslation()
  return (
    <Section title={t('styleguide.type')}>
      <div className="guide-type">
        <div style={{ fontSize: 20, fontWeight: 600 }}>20/28 应收账款账龄 Ageing of receivables</div>
        <h3>15/24 {t('styleguide.heading')}</h3>
        <p>14/21 {t('styleguide.text')}</p>
        <p className="small soft">12/18 {t('styleguide.small')}</p>
        <p className="num">0123456789 1,234,567.89 −20.00</p>
      </div>
    </Section>
  )
}

function Figures() {
  const { t } = useTranslation()
  const { today } = useMe()
  return (
    <Section title={t('styleguide.figures')}>
      <div className="figures">
        <Figure
          label={t('columns.open_minor')}
          under={
            <span className="wrong">
              {t('ageing.overdue')} <Money minor="233538660" currency="CNY" />
            </span>
          }
        >
          <Money minor="297978738" currency="CNY" code />
        </Figure>
        <Figure label="JPY">
          <Money minor="-129435" currency="JPY" code />
        </Figure>
        <Figure label="BHD">
          <Money minor="1234567" currency="BHD" code />
        </Figure>
      </div>
      <Facts
        rows={[
          [t('columns.due_on'), <Day key="day" day={today} />],
          [t('columns.due_on'), <Day key="missing" day={null} missing={t('columns.undetermined')} />],
          [t('columns.recorded_at'), <Moment key="at" at={`${today}T01:02:03.000000Z`} />],
          [t('columns.amount_minor'), <Money key="zero" minor="0" currency="CNY" />],
          [t('ageing.overdue'), <Money key="overdue" minor="100" currency="CNY" overdue />],
          [t('shell.keys'), <Keys key="keys" of="mod+k" />],
        ]}
      />
      <p>
        <span className="tag">{t('customers.archived')}</span>{' '}
        <span className="tag waits">{t('columns.disputed')}</span> <span className="wrong">{t('tasks.late')}</span>{' '}
        <span className="doc">INV2026-000719</span>
      </p>
    </Section>
  )
}

function Charts() {
  const { t, i18n } = useTranslation()
  const { today } = useMe()
  const mode = useMode()
  const palette = paletteOf(mode)
  const days = Array.from({ length: 8 }, (_, week) => addDays(today, week * 7))
  const minor = ['120000000', '98000000', '143000000', '51000000', '-20000000', '87000000', '0', '64000000']
  return (
    <Section title={t('styleguide.charts')}>
      <ChartCard
        title={t('home.expected')}
        sub={t('styleguide.charts_hint')}
        height={180}
        option={coursesOption(
          { mode, language: i18n.language, currency: 'CNY', phone: false },
          days.map(day => day.slice(5)),
          [{ name: t('home.due'), colour: palette.jade, minor, as: 'bar' }],
          at => moneyText(minor[at] ?? '0', 'CNY', i18n.language),
        )}
        table={{
          head: [t('home.week'), t('home.due')],
          rows: days.map((day, at) => ({ key: day, cells: [day, moneyText(minor[at] ?? '0', 'CNY', i18n.language)] })),
        }}
      />
    </Section>
  )
}

const refused = (status: number, code: string) =>
  new Refused(status, [{ index: 0, code, params: { field: 'amount_minor', permission: 'report.read' } }], 'req-1')

function States() {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(0)
  const kinds: readonly (readonly [string, ReactNode])[] = [
    ['loading', <Loading key="l" lines={3} />],
    ['empty', <Empty key="e" title={t('tasks.none')} hint={t('tasks.none_hint')} />],
    ['forbidden', <Failed key="f" error={refused(403, 'permission_missing')} />],
    ['missing', <Failed key="m" error={refused(404, 'not_found')} />],
    ['offline', <Failed key="o" error={refused(0, 'offline')} retry={() => setAsked(asked + 1)} />],
    ['refused', <Problems key="r" error={refused(409, 'field_missing')} />],
    ['fault', <Problems key="p" error={new Refused(500, [{ index: 0, code: 'internal', params: {} }], 'req-2')} />],
  ]
  return (
    <Section title={t('styleguide.states')}>
      <div className="guide-states">
        {kinds.map(([name, shown]) => (
          <div key={name}>
            <div className="label">{name}</div>
            {shown}
          </div>
        ))}
      </div>
      <div className="row-of-buttons">
        {(['well', 'waits', 'wrong'] as const).map(kind => (
          <Button key={kind} onClick={() => toast(kind, t(`styleguide.toasts.${kind}`))}>
            {t(`styleguide.toasts.${kind}`)}
          </Button>
        ))}
      </div>
    </Section>
  )
}
