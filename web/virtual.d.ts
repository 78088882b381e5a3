declare module 'virtual:lines' {
  /** The method and the path of each line, by its key in the contract. */
  export const lines: Record<string, readonly [method: string, path: string]>
}
declare module 'virtual:readings' {
  export const readings: Readonly<Record<string, string>>
}
