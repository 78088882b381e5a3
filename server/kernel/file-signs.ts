/** What files from outside may be, by the bytes they begin with; what a name or a sender says counts for nothing. Pure: the web imports it. */
const beginnings: readonly { mime: string; bytes: readonly number[]; at?: number }[] = [
  { mime: 'application/pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mime: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mime: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { mime: 'image/webp', bytes: [0x57, 0x45, 0x42, 0x50], at: 8 },
]

/** The type of a PDF or a picture by the bytes it begins with; null for anything else. Pure. */
export function fileType(head: Uint8Array): string | null {
  const fits = ({ bytes, at = 0 }: (typeof beginnings)[number]) =>
    bytes.every((byte, place) => head[at + place] === byte)
  return beginnings.find(fits)?.mime ?? null
}
