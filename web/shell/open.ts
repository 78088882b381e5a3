import { openState } from '../ui/open-state.ts'

/** Search and commands, over the page. */
export const palette = openState()
/** Every key there is, over the page. */
export const keymap = openState()
/** The guide, beside the page. */
export const guide = openState()
