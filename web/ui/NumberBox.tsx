import { InputNumber, type InputNumberProps } from 'antd'

/** A number that is no money, as people type it: full-width digits and signs are read as what they mean. */
export function NumberBox<V extends number | string = number>(props: InputNumberProps<V>) {
  return <InputNumber<V> parser={read as InputNumberProps<V>['parser'] & {}} {...props} />
}

const read = (text: string | undefined): string =>
  (text ?? '')
    .normalize('NFKC')
    .replace(/−/g, '-')
    .replace(/[^\d.-]/g, '')
