import { createContext, useContext } from 'react'

/** The organisation's time zone, in which moments are shown and days begin and end. */
export const Zone = createContext('UTC')
export const useZone = () => useContext(Zone)

/** The reader's language, for figures and days: a table holds hundreds of them, and each would listen for itself. */
export const ReaderLanguage = createContext('en')
export const useReaderLanguage = () => useContext(ReaderLanguage)
