import { type ThemeConfig, theme } from 'antd'

/** Paper and ink. Every text colour keeps a contrast of 4.5 : 1 or more on `paper`, `raised` and `sunk`. */
export type Palette = {
  paper: string
  raised: string
  sunk: string
  line: string
  line_strong: string
  ink: string
  ink_soft: string
  ink_faint: string
  jade: string
  jade_hover: string
  jade_wash: string
  on_jade: string
  cinnabar: string
  cinnabar_wash: string
  amber: string
  amber_wash: string
  /** What floats over the page. */
  shadow: string
  /** From not due to longest overdue, for charts. */
  ages: readonly string[]
}

export const light: Palette = {
  paper: '#fbfaf7',
  raised: '#ffffff',
  sunk: '#f4f2ec',
  line: '#e6e2d8',
  line_strong: '#8c8578',
  ink: '#1d1c19',
  ink_soft: '#57534a',
  ink_faint: '#6b665c',
  jade: '#0f6b57',
  jade_hover: '#0a5545',
  jade_wash: '#e4f0ec',
  on_jade: '#ffffff',
  cinnabar: '#a8301c',
  cinnabar_wash: '#faeae6',
  amber: '#835500',
  amber_wash: '#faf0d9',
  shadow: '0 8px 28px rgb(40 36 28 / 0.14), 0 1px 3px rgb(40 36 28 / 0.08)',
  ages: ['#8db5a8', '#e0c9a0', '#dba676', '#cb7854', '#b24b35', '#8a2716', '#651a0e'],
}

export const dark: Palette = {
  paper: '#171715',
  raised: '#201f1d',
  sunk: '#1c1b19',
  line: '#34322e',
  line_strong: '#7d776c',
  ink: '#ece9e1',
  ink_soft: '#bab4a8',
  ink_faint: '#a09a8e',
  jade: '#56bb9e',
  jade_hover: '#77cfb5',
  jade_wash: '#1b322c',
  on_jade: '#0d1a16',
  cinnabar: '#f0836d',
  cinnabar_wash: '#3a201a',
  amber: '#deae55',
  amber_wash: '#352a14',
  shadow: '0 8px 28px rgb(0 0 0 / 0.5), 0 1px 3px rgb(0 0 0 / 0.4)',
  ages: ['#4d8675', '#8c7a51', '#a37546', '#b5653f', '#c75a43', '#dd6a55', '#f0836d'],
}

export const fonts =
  "'Inter Variable', 'PingFang SC', 'Microsoft YaHei UI', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans Hans', system-ui, sans-serif"

/**
 * Our palette as the component library's theme. Who asked the system for less motion gets none: a part that waits for the
 * end of a motion that style sheets cut short is never seen.
 */
export function themeOf(mode: 'light' | 'dark', still: boolean): ThemeConfig {
  const p = mode === 'dark' ? dark : light
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'duebook' },
    hashed: false,
    token: {
      fontFamily: fonts,
      fontSize: 14,
      borderRadius: 4,
      borderRadiusLG: 6,
      borderRadiusSM: 3,
      controlHeight: 32,
      controlHeightSM: 28,
      wireframe: false,
      colorPrimary: p.jade,
      colorInfo: p.jade,
      colorSuccess: p.jade,
      colorError: p.cinnabar,
      colorWarning: p.amber,
      colorLink: p.jade,
      colorLinkHover: p.jade_hover,
      colorTextLightSolid: p.on_jade,
      colorBgBase: p.raised,
      colorBgContainer: p.raised,
      colorBgElevated: p.raised,
      colorBgLayout: p.paper,
      colorText: p.ink,
      colorTextSecondary: p.ink_soft,
      colorTextTertiary: p.ink_faint,
      colorTextQuaternary: p.ink_faint,
      colorTextPlaceholder: p.ink_faint,
      colorTextDisabled: p.ink_faint,
      colorTextDescription: p.ink_soft,
      colorIcon: p.ink_soft,
      colorBorder: p.line_strong,
      colorBorderSecondary: p.line,
      colorSplit: p.line,
      boxShadow: p.shadow,
      boxShadowSecondary: p.shadow,
      controlItemBgActive: p.jade_wash,
      controlItemBgActiveHover: p.jade_wash,
      controlItemBgHover: p.sunk,
      motion: !still,
      motionDurationSlow: '0.18s',
      motionDurationMid: '0.12s',
    },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        defaultBorderColor: p.line_strong,
      },
      Table: {
        headerBg: p.paper,
        headerColor: p.ink_soft,
        headerSplitColor: 'transparent',
        rowHoverBg: p.sunk,
        borderColor: p.line,
        cellPaddingBlockSM: 5,
        cellPaddingInlineSM: 10,
        cellFontSizeSM: 14,
        colorBgContainer: p.paper,
        headerBorderRadius: 0,
        fixedHeaderSortActiveBg: p.paper,
        headerSortActiveBg: p.paper,
        headerSortHoverBg: p.sunk,
        bodySortBg: p.paper,
      },
      Segmented: {
        itemSelectedBg: mode === 'dark' ? p.line : p.raised,
        itemSelectedColor: p.ink,
        trackBg: p.sunk,
        itemColor: p.ink_soft,
      },
      Select: { optionSelectedBg: p.jade_wash, optionSelectedColor: p.ink },
      Drawer: { paddingLG: 20, colorBgElevated: p.paper },
      Modal: { titleFontSize: 16 },
    },
  }
}

/** The palette as CSS variables (`--jade`, `--ink-soft` …) for our own style sheet. */
export function variablesOf(mode: 'light' | 'dark'): Record<string, string> {
  const p = mode === 'dark' ? dark : light
  return Object.fromEntries(
    Object.entries(p)
      .filter(([, value]) => typeof value === 'string')
      .map(([name, value]) => [`--${name.replaceAll('_', '-')}`, value as string]),
  )
}
