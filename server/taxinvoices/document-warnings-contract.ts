/** What looks odd about a tax invoice without being against it: said where it is brought back. */
export const documentWarnings = ['number_year', 'line_tax', 'tax_id_check', 'buyer_name', 'days_differ'] as const
export type DocumentWarning = (typeof documentWarnings)[number]
