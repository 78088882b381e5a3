import type { ReactNode } from 'react'
import type { Question } from '../client.ts'
import { ExportButton } from '../reports/ExportButton.tsx'
import { ViewMenu } from './ViewMenu.tsx'

type ListToolsProps = {
  /** The place of the list in the pages, which is also the name of its table: 'payer-letters', 'customers/grades'; null where it is a part of a page. */
  list: string | null
  report: Question<'exportReport'>['report']
  /** What the list was asked with, to take it out as it stands. */
  question: object
  /** Fields of the columns that were chosen; null while none was. */
  fields: string[] | null
  /** How else the list can stand. */
  menu?: ReactNode
}

/** What can be done with a list as a whole: kept as a view, and taken out as it stands. */
export function ListTools({ list, report, question, fields, menu }: ListToolsProps) {
  return (
    <>
      {menu}
      {list && <ViewMenu list={list} />}
      <ExportButton quiet report={report} params={question as Record<string, unknown>} columns={fields} />
    </>
  )
}
