/** The thirty digits of a bill in tens, as one reads them out. */
export function BillNumber({ number }: { number: string }) {
  return <span className="num bill-number">{number.replace(/(\d{10})(?=\d)/g, '$1 ')}</span>
}
