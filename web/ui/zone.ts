import { createContext, useContext } from 'react'

/** The organisation's time zone, in which moments are shown and days begin and end. */
export const Zone = createContext('UTC')
export const useZone = () => useContext(Zone)
