import chromium from '@sparticuz/chromium'
import { mkdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium as driver } from 'playwright-core'

const root = join(import.meta.dirname, '..')

/** A bare machine has no Chinese font; this file names the ones that came with the packages. */
function fontsFile(): string {
  const folder = join(tmpdir(), `duebook-fonts-${process.getuid?.() ?? 0}`)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'fonts.conf')
  const packages = ['fonts-sc', 'fonts-latin'].map(name => join(root, 'node_modules/@embedpdf', name, 'fonts'))
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
${packages.map(path => `<dir>${path}</dir>`).join('\n')}
<cachedir>${folder}</cachedir>
<alias><family>sans-serif</family><prefer><family>Noto Sans</family><family>Noto Sans Hans</family></prefer></alias>
<alias><family>Noto Sans SC</family><prefer><family>Noto Sans Hans</family></prefer></alias>
</fontconfig>`,
  )
  return file
}

let opening: Promise<Browser> | undefined

/** The one browser of this process. The first call unpacks it, which the others wait for. */
export function browser(): Promise<Browser> {
  opening ??= open()
  return opening
}

async function open(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? (await unpack())
  return driver.launch({
    executablePath,
    // A page here lives for seconds: compiling its scripts for speed takes two fifths of its work and is never paid back.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--hide-scrollbars',
      '--js-flags=--no-opt --no-maglev',
    ],
    headless: true,
    // Without a locale that knows Chinese a file taken out is called `download`, and with an empty one the browser ends.
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', FONTCONFIG_FILE: fontsFile() },
  })
}

/** The browser's program. Files of tests run side by side; the first unpacks it, the others wait. */
async function unpack(): Promise<string> {
  const lock = join(tmpdir(), 'duebook-chromium.lock')
  for (;;)
    try {
      mkdirSync(lock)
      break
    } catch {
      const held = statSync(lock, { throwIfNoEntry: false })
      // Whoever was killed while unpacking left its lock behind.
      if (held && Date.now() - held.mtimeMs > 60_000) rmdirSync(lock)
      else await pause(100)
    }
  try {
    return await chromium.executablePath()
  } finally {
    rmdirSync(lock)
  }
}

export async function closeBrowser(): Promise<void> {
  await (await opening)?.close()
}

export type View = { width?: number; language?: 'en' | 'zh'; theme?: 'light' | 'dark' }

/** A window of a width, in a language and a light, as if the reader had chosen them before. */
export async function openWindow({ width = 1440, language = 'en', theme = 'light' }: View): Promise<BrowserContext> {
  const context = await (await browser()).newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme,
    hasTouch: width < 600,
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    kept => {
      const { language, theme } = kept as { language: string; theme: string }
      localStorage.setItem('duebook.language', language)
      localStorage.setItem('duebook.theme', theme)
    },
    { language, theme },
  )
  return context
}
