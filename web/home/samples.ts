/** Sample files in our own words, so that their columns are recognised as they stand. */
type Sample = { name: string; text: string }
type House = { entity_code: string; books_from: string }

const before = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)

const csv = (rows: readonly (readonly string[])[]) => rows.map(row => `${row.join(',')}\n`).join('')

/** Customers with their terms, salesperson and contact. */
export function customersSample(language: 'en' | 'zh', { entity_code: entity }: House): Sample {
  return language === 'zh'
    ? {
        name: '客户样例.csv',
        text: csv([
          ['客户编号', '客户名称', '统一社会信用代码', '主体', '账期', '信用额度', '业务员', '联系人', '邮箱'],
          ['C0001', '华东机电设备有限公司', '', entity, 'net30', '200000', 'S01', '王敏', 'wang@example.com'],
          ['C0002', '江南包装材料有限公司', '', entity, 'eom30', '', 'S01', '李强', ''],
          ['C0003', '北辰软件技术有限公司', '', entity, 'prepay', '', '', '', ''],
        ]),
      }
    : {
        name: 'customers-sample.csv',
        text: csv([
          [
            'Customer number',
            'Customer name',
            'Tax ID',
            'Entity',
            'Terms',
            'Credit limit',
            'Salesperson',
            'Contact',
            'E-mail',
          ],
          ['C0001', 'Northwind Traders Ltd', '', entity, 'net30', '200000', 'S01', 'Ann Lee', 'ann@example.com'],
          ['C0002', 'Harbour Design Co', '', entity, 'eom30', '', 'S01', 'Ben Fox', ''],
          ['C0003', 'Acme Tools LLC', '', entity, 'prepay', '', '', '', ''],
        ]),
      }
}

/** What is open on the cut-over day: claims, one that is overdue, a credit, and money on account. */
export function openingsSample(language: 'en' | 'zh', { entity_code: entity, books_from }: House): Sample {
  const on = (days: number) => before(books_from, days)
  const head =
    language === 'zh'
      ? ['客户编号', '主体', '单据类型', '单据号', '单据日期', '到期日', '币种', '金额']
      : ['Customer number', 'Entity', 'Type', 'Document number', 'Document date', 'Due date', 'Currency', 'Amount']
  const [claim, advance, retention] =
    language === 'zh' ? ['应收单', '预收', '质保金'] : ['Invoice', 'Advance', 'Retention']
  return {
    name: language === 'zh' ? '期初样例.csv' : 'openings-sample.csv',
    text: csv([
      head,
      ['C0001', entity, claim ?? '', 'OLD-0001', on(75), on(45), 'CNY', '56500.00'],
      ['C0001', entity, claim ?? '', 'OLD-0002', on(20), before(books_from, -10), 'CNY', '12430.50'],
      ['C0002', entity, advance ?? '', 'OLD-0003', on(12), '', 'CNY', '-30000.00'],
      ['C0003', entity, retention ?? '', 'OLD-0004', on(200), before(books_from, -165), 'CNY', '11300.00'],
    ]),
  }
}
