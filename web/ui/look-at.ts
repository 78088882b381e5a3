import type { Content } from '../client.ts'
import { show } from './Dialogs.tsx'

/** How a file that is kept is fetched. */
export type Fetch = () => Promise<Content>

/**
 * Opens a file that is kept over the page: a picture or a PDF to look at, anything else to take, with its type and size. `name`
 * is shown while it comes.
 */
export function lookAt(name: string, fetch: Fetch): void {
  show(() => import('./FileLook.tsx').then(found => found.FileLook), { name, fetch })
}
