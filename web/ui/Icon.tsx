/** Drawn with one hairline, like the rules of a ledger; decoration beside words, so readers of screens pass over them. */
const paths = {
  ageing: 'M3 20h18M6 20v-5M11 20V9M16 20V5M21 20v-9',
  balances: 'M4 5h16M4 10h16M4 15h16M4 20h16M14 3v19',
  ledger: 'M5 3h13a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H5zM9 3v18M12 8h4M12 12h4',
  statement: 'M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7',
  invoice: 'M5 3h14v18l-3-2-2 2-2-2-2 2-2-2-3 2zM9 8h6M9 12h6',
  receipt: 'M3 7h18v11H3zM3 11h18M7 15h3',
  import: 'M12 3v12M7 10l5 5 5-5M4 20h16',
  customers: 'M4 21V8l8-5 8 5v13M9 21v-6h6v6M4 21h16',
  opening: 'M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z',
  approvals: 'M4 12l5 5L20 6',
  people: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c1-4 4-6 8-6s7 2 8 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  back: 'M15 5l-7 7 7 7',
  tick: 'M5 12.5l4.5 4.500L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  plus: 'M12 5v14M5 12h14',
  why: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 3',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14A8 8 0 0 1 10 4a8 8 0 1 0 10 10z',
} as const

export type IconName = keyof typeof paths

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
