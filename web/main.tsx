import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Look } from './shell/Look.tsx'
import { queries } from './queries.ts'
import { loadAhead, router } from './routes.tsx'
import { startWords } from './words.ts'

const root = document.getElementById('root')
if (!root) throw new Error('the page has a root')
loadAhead(location.pathname)
await startWords()
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Look>
        <RouterProvider router={router} />
      </Look>
    </QueryClientProvider>
  </StrictMode>,
)
