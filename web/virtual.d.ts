declare module 'virtual:lines' {
  /** The method and the path of each line, by its key in the contract. */
  export const lines: Record<string, readonly [method: string, path: string]>
}
declare module 'virtual:readings' {
  export const readings: Readonly<Record<string, string>>
}
declare module 'virtual:late-en' {
  const sentences: Readonly<Record<string, unknown>>
  export default sentences
}
declare module 'virtual:late-zh' {
  const sentences: Readonly<Record<string, unknown>>
  export default sentences
}
