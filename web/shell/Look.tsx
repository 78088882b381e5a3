import { ConfigProvider } from 'antd'
import type { Locale } from 'antd/es/locale'
import enGB from 'antd/es/locale/en_GB'
import dayjs from 'dayjs'
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import { useLanguage, useMode } from '../preferences.ts'
import { Toasts } from '../ui/toast.tsx'
import { themeOf, variablesOf } from '../ui/theme.ts'
import { ReaderLanguage } from '../ui/zone.ts'

/** Gives every page its language and its light. */
export function Look({ children }: { children: ReactNode }) {
  const mode = useMode()
  const language = useLanguage()
  const [chinese, setChinese] = useState<Locale | null>(null)
  useLayoutEffect(() => {
    for (const [name, value] of Object.entries(variablesOf(mode)))
      document.documentElement.style.setProperty(name, value)
  }, [mode])
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en')
    if (language !== 'zh' || chinese) return
    const load = async () => {
      const [locale] = await Promise.all([import('antd/es/locale/zh_CN'), import('dayjs/locale/zh-cn')])
      dayjs.locale('zh-cn')
      setChinese(locale.default)
    }
    void load()
  }, [language, chinese])
  const theme = useMemo(() => themeOf(mode, matchMedia('(prefers-reduced-motion: reduce)').matches), [mode])
  return (
    <ConfigProvider
      theme={theme}
      locale={language === 'zh' && chinese ? chinese : enGB}
      button={{ autoInsertSpace: false }}
      variant="outlined"
      // A press beside a form must not lose what stands in it.
      modal={{ mask: { closable: false } }}
    >
      <ReaderLanguage value={language}>
        {children}
        <Toasts />
      </ReaderLanguage>
    </ConfigProvider>
  )
}
