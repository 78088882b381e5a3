/** The wordings of the house: short, and to be read by one's own lawyer before they are used. */
export const standardTemplates = [
  {
    code: 'sale-zh',
    locale: 'zh',
    name: '购销合同（通用）',
    body: `# {{contract.title}}

合同编号：{{contract.number}}　　签订日期：{{contract.signed_on}}

卖方（甲方）：{{seller.name}}　纳税人识别号：{{seller.tax_id}}

买方（乙方）：{{customer.name}}　纳税人识别号：{{customer.tax_id}}

双方就下列标的的买卖协商一致，订立本合同，共同遵守。

## 一、标的、数量与价款

{{lines}}

合同总价（含税）为 {{contract.currency}} {{contract.amount}}，大写：{{contract.amount_in_words}}；其中税额 {{contract.tax}}。

## 二、付款

{{plan}}

付款条件：{{contract.terms}}。乙方付款至甲方账户：{{account.bank}}，账号 {{account.number}}。该账户的变更须经双方书面确认，仅以消息或邮件通知的变更无效。

## 三、交付与验收

甲方按约定的时间、数量交付，乙方收货后签署收货确认。乙方对数量、外观有异议的，应于收货后五个工作日内书面提出；逾期视为符合约定，隐蔽瑕疵除外。

## 四、发票

甲方依税法于收款或交付后开具相应税率的发票；乙方提供的开票信息有误的，由乙方承担重开的后果。

## 五、逾期与宽限

乙方逾期付款超过 {{contract.grace_days}} 日的，自到期日次日起，每日按逾期金额的 {{contract.penalty_per_day}}% 支付违约金，总额不超过逾期金额的百分之三十。

## 六、所有权与风险

标的物的风险自交付时转移；价款付清之前，所有权由甲方保留。

## 七、争议

本合同适用中华人民共和国法律。争议先行协商；协商不成的，向甲方住所地有管辖权的人民法院起诉。

## 八、其他

合同的修改须以书面作出，经双方签章后生效。本合同一式两份，双方各执一份。

{{signatures}}
`,
  },
  {
    code: 'sale-en',
    locale: 'en',
    name: 'Contract of sale (general)',
    body: `# {{contract.title}}

Contract no. {{contract.number}}, signed {{contract.signed_on}}

Seller: {{seller.name}}, tax id {{seller.tax_id}}

Buyer: {{customer.name}}, tax id {{customer.tax_id}}

The parties agree as follows.

## 1. What is sold, and at what price

{{lines}}

The contract price including tax is {{contract.currency}} {{contract.amount}} ({{contract.amount_in_words}}), of which tax {{contract.tax}}.

## 2. Payment

{{plan}}

Terms of payment: {{contract.terms}}. Payment is made to the seller's account at {{account.bank}}, number {{account.number}}. The account changes by an agreement signed by both parties alone, never by a message.

## 3. Delivery and acceptance

The seller delivers at the agreed time and in the agreed quantity; the buyer signs for the receipt. Complaints about quantity or visible defects are made in writing within five working days of receipt. What is not complained of counts as conforming, hidden defects excepted.

## 4. Late payment

Where a payment is more than {{contract.grace_days}} days late, the buyer owes {{contract.penalty_per_day}}% of the overdue amount for each day from the day after it fell due, no more in all than thirty per cent of that amount.

## 5. Title and risk

Risk passes on delivery. Title stays with the seller until the price has been paid in full.

## 6. Law and disputes

The law of the seller's seat applies, without the United Nations Convention on Contracts for the International Sale of Goods unless the parties agree on it. Its courts are competent.

## 7. Form

Changes of this contract are made in writing and signed by both parties. Each party holds one original.

{{signatures}}
`,
  },
] as const
