import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { languageChosen, useLanguage } from '../preferences.ts'
import { speak } from '../words.ts'

/** Around every page a customer opens behind a link: its language follows the customer's until he chooses. */
export function VisitorsFrame({ locale, children }: { locale: string | undefined; children: ReactNode }) {
  const { t } = useTranslation()
  const language = useLanguage()
  useEffect(() => {
    if (!languageChosen() && (locale === 'zh' || locale === 'en')) void speak(locale, false)
  }, [locale])
  useEffect(() => {
    // What stands behind the # says whose page this is: another link opened in this window is another page.
    const again = () => window.location.reload()
    window.addEventListener('hashchange', again)
    return () => window.removeEventListener('hashchange', again)
  }, [])
  return (
    <main className="customers-page">
      <div className="customers-page-head">
        <span className="small soft">{t('page.from')}</span>
        <button
          type="button"
          className="plain well small"
          lang={language === 'zh' ? 'en' : 'zh'}
          onClick={() => void speak(language === 'zh' ? 'en' : 'zh', false)}
        >
          {language === 'zh' ? 'English' : '中文'}
        </button>
      </div>
      {children}
    </main>
  )
}

/** Why what one would send cannot be sent yet: nobody is named, or something else is not said. */
export function StillMissing({ name, what = null }: { name: string; what?: string | null }) {
  const { t } = useTranslation()
  const missing = what ?? (name.trim() === '' ? 'page.needs_name' : null)
  return missing && <span className="small soft customers-page-missing">{t(missing)}</span>
}

type Account = { holder: string; bank: string; number: string; swift: string | null; currency?: string | null }

/** Where to pay, and the warning that it never changes by message. */
export function OurAccounts({ accounts }: { accounts: readonly Account[] }) {
  const { t } = useTranslation()
  return (
    <>
      {accounts.map(account => (
        <section key={account.number} className="customers-page-account">
          <h2>
            {t('page.account')}
            {account.currency && ` · ${account.currency}`}
          </h2>
          <dl>
            <dt>{t('own_accounts.holder')}</dt>
            <dd>{account.holder}</dd>
            <dt>{t('own_accounts.bank')}</dt>
            <dd>{account.bank}</dd>
            <dt>{t('own_accounts.number')}</dt>
            <dd className="num">{account.number.replace(/(.{4})(?=.)/g, '$1 ')}</dd>
            {account.swift && (
              <>
                <dt>SWIFT</dt>
                <dd className="num">{account.swift}</dd>
              </>
            )}
          </dl>
        </section>
      ))}
      <p className="note">{t('page.warning')}</p>
    </>
  )
}
