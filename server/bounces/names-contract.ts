/** Letters that can come back. */
export const letterKinds = ['dispatch', 'page', 'reminder', 'confirmation'] as const

/**
 * What a message that came back did: the letter came back; it is delayed, or arrived; it changed nothing, since the letter was
 * opened, answered or sent anew meanwhile; nobody can read from it what happened; or it belongs to no letter.
 */
export const returnedOutcomes = ['bounced', 'delayed', 'arrived', 'noted', 'unclear', 'unmatched'] as const
