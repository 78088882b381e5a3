declare module 'virtual:lines' {
  /** Method, path, and what is special: u upload, f file, m many. */
  export const lines: Record<string, readonly [method: string, path: string, special: string]>
}
