/** Drawn with one hairline, like the rules of a ledger; decoration beside words, so readers of screens pass over them. */
const paths = {
  home: 'M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6',
  ageing: 'M3 20h18M6 20v-5M11 20V9M16 20V5M21 20v-9',
  balances: 'M4 5h16M4 10h16M4 15h16M4 20h16M14 3v19',
  ledger: 'M5 3h13a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H5zM9 3v18M12 8h4M12 12h4',
  statement: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  contract: 'M6 3h9l4 4v14H6zM15 3v4h4M9 11h7M9 15h3M13 18c1-2 2-2 2 0s1 1 2 0',
  invoice: 'M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6',
  receipt: 'M3 7h18v11H3zM3 11h18M7 15h3',
  import: 'M12 3v12M7 10l5 5 5-5M4 20h16',
  customers: 'M4 21V8l8-5 8 5v13M9 21v-6h6v6M4 21h16',
  opening: 'M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z',
  approvals: 'M4 12l5 5L20 6',
  people: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-4 4-6 8-6s7 2 8 6',
  unapplied: 'M3 6h13v9H3zM3 9h13M17 19h4M19 17v4',
  accounts: 'M4 5h5v4H4zM9 7h3v12h3M12 13h3M15 11h5v4h-5zM15 17h5v4h-5z',
  periods: 'M4 6h16v15H4zM4 10h16M8 3v4M16 3v4M9 15l2 2 4-4',
  rates: 'M4 8h14M14 4l4 4-4 4M20 16H6M10 12l-4 4 4 4',
  terms: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 8v4H8M12 3V1',
  organisation: 'M4 21V4h10v17M14 9h6v12M2 21h20M7 8h4M7 12h4M7 16h4',
  roles: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21c1-4 3-6 7-6 2 0 3 .5 4 1.300M15 19l2.500 2L22 16',
  policies: 'M12 3l8 3v6c0 5-3 8-8 9-5-1-8-4-8-9V6z',
  key: 'M8 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 12h10M18 12v4M22 12v3',
  door: 'M5 21V3h10v18M15 5l4 1v15M3 21h18M12 12h.010',
  task: 'M5 4h14v16H5zM8 12l3 3 5-6',
  clip: 'M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a2 2 0 0 1-3-3L14 7',
  me: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 12a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6 18c1-2 3-3 6-3s5 1 6 3',
  bell: 'M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.700.300-1 .700-1 1.700M12 17h.010',
  keyboard: 'M3 6h18v12H3zM7 10h.010M11 10h.010M15 10h.010M8 14h8',
  side: 'M4 5h16v14H4zM9 5v14',
  more: 'M5.5 12h1M11.5 12h1M17.5 12h1',
  language: 'M3 6h10M8 3v3M11 6c-1 4-4 7-8 8M5 9c1 2 3 4 6 5M12 21l5-11 5 11M14 17h6',
  dense: 'M4 5h16M4 9h16M4 13h16M4 17h16M4 21h16',
  exit: 'M10 4H4v16h6M15 8l4 4-4 4M9 12h10',
  go: 'M5 12h14M13 6l6 6-6 6',
  again: 'M20 12a8 8 0 1 1-2.300-5.700M20 3v4h-4',
  pin: 'M9 3h6l-1 6 4 4H6l4-4zM12 13v8',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  cut: 'M12 3v18M5 8l-3 4 3 4M19 8l3 4-3 4',
  registers: 'M5 3h14v18H5zM9 3v18M12 8h4M12 12h4M12 16h2M5 8H3M5 14H3',
  apply: 'M4 7h7v10H4zM13 7h7v10h-7zM9 12h6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  back: 'M15 5l-7 7 7 7',
  tick: 'M5 12.5l4.5 4.500L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  plus: 'M12 5v14M5 12h14',
  group: 'M4 5h16M8 10h12M8 15h12M4 20h16',
  why: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z',
} as const

export type IconName = keyof typeof paths

/** Every icon there is. */
export const iconNames = Object.keys(paths) as IconName[]

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ verticalAlign: '-0.15em', flex: 'none' }}
    >
      <path d={paths[name]} />
    </svg>
  )
}
