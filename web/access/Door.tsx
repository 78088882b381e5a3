import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLanguage } from '../preferences.ts'
import { speak } from '../words.ts'

/** The frame of the pages in front of the door: the form, and beside it what the house is about, in one small account. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="door">
      <main className="door-form">
        <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
          <span className="mark">
            <img src="/mark.svg" alt="" width={26} height={26} />
            <span style={{ fontSize: 18 }}>Duebook</span>
            <span className="mark-zh" lang="zh">
              账期
            </span>
          </span>
          <button
            type="button"
            className="plain well"
            lang={language === 'zh' ? 'en' : 'zh'}
            onClick={() => void speak(language === 'zh' ? 'en' : 'zh')}
          >
            {language === 'zh' ? 'English' : '中文'}
          </button>
        </div>
        <h1>{title}</h1>
        {children}
      </main>
      <div className="door-side" aria-hidden="true">
        <figure>
          <p style={{ fontSize: 18, lineHeight: '28px', fontWeight: 550, marginBottom: 20 }}>{t('door.promise')}</p>
          <table>
            <tbody>
              <tr>
                <td>{t('columns.not_due')}</td>
                <td>1,284,500.00</td>
              </tr>
              <tr>
                <td>1–30</td>
                <td>312,040.00</td>
              </tr>
              <tr>
                <td>31–60</td>
                <td>86,300.50</td>
              </tr>
              <tr>
                <td className="wrong">{t('door.long_overdue')}</td>
                <td className="wrong">23,175.25</td>
              </tr>
              <tr>
                <td>{t('columns.unapplied')}</td>
                <td>−41,000.00</td>
              </tr>
              <tr>
                <td>{t('columns.total')}</td>
                <td>1,665,015.75</td>
              </tr>
            </tbody>
          </table>
          <p className="small well" style={{ marginTop: 10 }}>
            ✓ {t('proof.agrees')}
          </p>
        </figure>
      </div>
    </div>
  )
}
