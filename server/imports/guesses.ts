/**
 * Names under which programs export a field, the surest first: our own, SAP (BSID, VBRK, S/4), 金蝶, 用友, QuickBooks,
 * Xero, Zoho Books, and the open data sets our tests read. A name with its kind before it holds for that kind alone.
 */
const names: Readonly<Record<string, string>> = {
  customer_number:
    'customer_number | cust_number | 客户编号 | 客户编码 | 客户代码 | 客户号 | customer no | customer number | ' +
    'customer code | customer id | customerid | kunnr | sold-to party | soldtoparty | payer | ' +
    'account number | accountnumber | 往来单位编码 | 往来户编码 | 单位编码 | cust no | customer | debtor | account | ' +
    'contact id',
  customer_name:
    'customer_name | name_customer | 客户名称 | 客户 | 往来单位 | 往来户 | 单位名称 | 购货单位 | 购买方名称 | 付款单位 | ' +
    'customer name | contactname | contact name | company name | display name | name 1 | name1 | ' +
    'bill to',
  entity_code:
    'entity_code | business_code | company code | companycode | bukrs | 公司代码 | 主体 | 法人 | 组织 | 核算组织 | ' +
    '结算组织 | 收款组织 | 账套 | 公司 | entity | organisation | organization | subsidiary | countrycode',
  number:
    'number | invoice_number | 发票号码 | 发票号 | 应收单号 | 单据编号 | 单据号 | 单号 | 单据号码 | 票据号 | invoice no | ' +
    'invoice number | invoicenumber | invoice# | document number | accountingdocument | belnr | ' +
    'vbeln | billing document | billingdocument | doc_id | invoice_id | num | no | ' +
    'transaction number | credit note number',
  'customers.number':
    'number | 客户编号 | 客户编码 | 客户代码 | customer number | customer no | customer id | customer code | ' +
    'businesspartner | kunnr | account number | accountnumber | 编码 | 代码 | code | contact id | ' +
    'customer',
  'receipts.number':
    'number | receipt number | 收款单号 | 单据编号 | 单据号 | 凭证号 | 凭证字号 | payment number | payment no | ' +
    'receipt no | document number | accountingdocument | belnr | num | transaction number',
  'contracts.number':
    'number | 合同编号 | 合同号 | 合同编码 | 销售合同编号 | 销售订单编号 | 订单编号 | 订单号 | 销售订单号 | 单据编号 | contract number | ' +
    'contract no | so number | sales order number | salesorder number | order number | order no | deal number',
  title:
    'title | 合同名称 | 合同标题 | 项目名称 | 商机名称 | 标题 | 主题 | contract name | deal name | opportunity name | ' +
    'subject | project name',
  signed_on:
    'signed_on | 签订日期 | 签约日期 | 签署日期 | 合同日期 | 下单日期 | 订单日期 | 成交日期 | 赢单日期 | 结单日期 | signed on | ' +
    'date signed | contract date | order date | close date | closing date | closed date',
  starts_on:
    'starts_on | 开始日期 | 起始日期 | 生效日期 | 合同开始日期 | start date | contract start date | effective date',
  ends_on: 'ends_on | 结束日期 | 终止日期 | 截止日期 | 合同结束日期 | end date | contract end date | expiry date',
  'contracts.kind': 'kind | 合同类别 | 履行方式 | course',
  contract_amount:
    'contract_amount | 合同总额 | 合同总金额 | 合同金额 | 订单总额 | 订单总金额 | 销售订单金额 | 订单金额 | contract amount | ' +
    'contract value | grand total | order total | order amount | deal amount',
  'contracts.amount':
    'amount | 价税合计 | 含税金额 | 行金额 | 明细金额 | 小计 | 金额 | line amount | line total | item total | total price | ' +
    'list total | amount incl tax | total',
  description:
    'description | 标的 | 标的物 | 产品名称 | 商品名称 | 物料名称 | 服务内容 | 明细 | product name | item name | item',
  product: 'product | 产品编码 | 产品编号 | 商品编码 | 物料编码 | 规格型号 | product code | sku | item code',
  quantity: 'quantity | 数量 | 订购数量 | qty',
  unit: 'unit | 单位 | 计量单位 | uom',
  unit_price: 'unit_price | 含税单价 | 单价 | 销售单价 | 成交价 | unit price | sales price | list price | price | rate',
  price_includes_tax: 'price_includes_tax | 单价含税 | 是否含税 | price includes tax | tax inclusive',
  bill_on:
    'bill_on | 计划开票日期 | 计划开单日期 | 开单日期 | 计划收款日期 | billing date | bill on | invoice on | planned billing date',
  advance_amount: 'advance_amount | 预付款金额 | 预付金额 | 预付款 | 定金 | advance amount | advance | deposit',
  milestone: 'milestone | 里程碑 | 付款阶段 | 付款节点 | milestone name',
  met_on: 'met_on | 达成日期 | 完成日期 | 里程碑达成日期 | met on | milestone met on | completed on',
  evidence: 'evidence | 达成依据 | 依据 | 验收单号 | acceptance no',
  recurs: 'recurs | 计费周期 | 周期 | 开单周期 | billing cycle | billing frequency | recurrence',
  grade_reason: 'grade_reason | 等级例外原因 | grade reason',
  'contracts.external_id':
    'external_id | 外部编号 | 内码 | 单据内码 | 数据id | external id | record id | deal id | opportunity id | sales order id | ' +
    'salesorder id | contract id | guid | id',
  'contracts.customer_number':
    'customer_number | 客户编号 | 客户编码 | 客户代码 | 客户号 | 甲方编码 | customer no | customer number | customer code | ' +
    'customer id | customerid | account number | accountnumber | account id | kunnr | sold-to party',
  'contracts.customer_name':
    'customer_name | 客户名称 | 客户 | 甲方 | 甲方名称 | 购买方名称 | customer name | account name | company name | customer | account',
  'contracts.tax_amount': 'tax_amount | 税额 | 税金 | tax amount | taxamount | vat amount | tax',
  'contracts.reference':
    'reference | 参考 | 参考号 | 客户订单号 | 客户合同号 | reference number | ref | po number | purchase order',
  name:
    'name | 客户名称 | 名称 | customer name | customer | contactname | contact name | company name | ' +
    'display name | businesspartnerfullname | organizationbpname1 | name 1 | name1 | company | 单位名称 | ' +
    '全称',
  name_en: 'name_en | 英文名称 | 外文名称 | english name',
  issued_on:
    'issued_on | 开票日期 | 单据日期 | 发票日期 | 应收日期 | 业务日期 | invoice date | invoicedate | document date | ' +
    'documentdate | billing date | billingdocumentdate | bldat | fkdat | document_create_date | date | ' +
    '日期 | transaction date | issue date | bill date',
  posted_on: 'posted_on | 记账日期 | 过账日期 | 入账日期 | posting date | posting_date | postingdate | budat',
  booked_on:
    'booked_on | 原系统入账日 | 旧系统入账日 | 原系统记账日期 | 原入账日期 | 录入日期 | booked on | booking date | entry date | cpudt | created on',
  due_on:
    'due_on | 到期日 | 到期日期 | 应收到期日 | 付款到期日 | 收款期限 | due date | duedate | due_in_date | net due date | ' +
    'netduedate | netdt | faedt | expected payment date',
  terms_code:
    'terms_code | 付款条件 | 收款条件 | 账期 | 信用期 | terms | payment terms | paymentterms | zterm | ' +
    'cust_payment_terms',
  currency:
    'currency | 币种 | 币别 | 币种名称 | 原币 | currency code | currencycode | invoice_currency | waers | ' +
    'transactioncurrency | document currency',
  amount:
    'amount | 价税合计 | 含税金额 | 应收金额 | 金额 | 原币金额 | 本币金额 | 发票金额 | 开票金额 | 应收余额 | 余额 | 未收金额 | total | ' +
    'invoice amount | invoiceamount | total amount | totalamount | gross amount | total_open_amount | ' +
    'amount in doc. curr. | amountintransactioncurrency | wrbtr | open balance | balance | ' +
    'balance due | invoice total | totalnetamount',
  'receipts.amount':
    'amount | 收款金额 | 实收金额 | 到账金额 | 金额 | 原币金额 | 本币金额 | 贷方金额 | amount received | payment amount | ' +
    'received amount | total | amount applied | amountintransactioncurrency | wrbtr | credit',
  net_amount: 'net_amount | 不含税金额 | 无税金额 | 未税金额 | net amount | netamount | subtotal | sub total | netwr',
  tax_amount: 'tax_amount | 税额 | 税金 | tax amount | taxamount | taxtotal | tax total | tax | vat amount | mwsbp',
  tax_code: 'tax_code | 税码 | tax code | taxcode | mwskz | taxtype | tax type',
  rate: 'rate | 汇率 | exchange rate | exchangerate | kursf | currencyrate',
  kind:
    'kind | 单据类型 | 类型 | 业务类型 | type | transaction type | document type | blart | ' +
    'accountingdocumenttype | 款项性质',
  reference:
    'reference | 参考 | 参考号 | 摘要 | 订单号 | 销售订单号 | reference number | ref | po number | p.o.# | xblnr | ' +
    'order number | memo/description | memo',
  note: 'note | 备注 | 附注 | 说明 | notes | comment | remarks | sgtxt | description',
  salesperson_code:
    'salesperson_code | 业务员编码 | 业务员 | 销售员 | 销售人员 | salesperson | sales person | sales rep | rep',
  department_code: 'department_code | 部门编码 | 部门 | department',
  external_id:
    'external_id | 外部编号 | 内码 | 单据内码 | external id | record id | invoice id | invoiceid | ' +
    'transaction id | guid',
  settled_on:
    'settled_on | 结清日期 | 收款日期 | 核销日期 | 付款日期 | settled date | settleddate | clear_date | ' +
    'clearing date | clearingdate | augdt | paid date | paid on | payment date | last payment date | ' +
    'fully paid on date',
  settled_amount:
    'settled_amount | 已收金额 | 已核销金额 | 收款金额 | paid amount | amount paid | amountpaid | ' +
    'invoiceamountpaid',
  receipt_number:
    'receipt_number | 收款单号 | 清账凭证 | clearing document | clearingaccountingdocument | augbl | ' +
    'payment number',
  received_on:
    'received_on | 收款日期 | 到账日期 | 到款日期 | 入账日期 | 单据日期 | 业务日期 | 日期 | receipt date | payment date | ' +
    'received date | date | value date | posting date | clearing date',
  method: 'method | 收款方式 | 结算方式 | 付款方式 | payment method | mode | payment mode | deposit method',
  bank_charge: 'bank_charge | 手续费 | bank charges | bank charge | bank fee',
  is_advance: 'is_advance | 是否预收 | 预收 | is advance | prepayment',
  payer_name: 'payer_name | 付款方 | 付款人 | 付款单位 | 对方户名 | payer name | payer | remitter | received from',
  invoice_numbers:
    'invoice_numbers | 核销单号 | 核销发票号 | 发票号 | 发票号码 | 应收单号 | invoice number | invoice numbers | ' +
    'invoice no | invoice | invoices | applied to',
  applied_on: 'applied_on | 核销日期 | applied on | application date',
  base_amount:
    'base_amount | 本位币金额 | 本币金额 | 本位币余额 | 本币余额 | base amount | amount in local currency | dmbtr | ' +
    'amountincompanycodecurrency | home amount | amount in lc',
  cutover_on: 'cutover_on | 启用日期 | 期初日期 | cut-over date | cutover date',
  no_detail: 'no_detail | 无明细',
  country: 'country | 国家 | 国别 | 国家代码 | country code | land1 | billing country',
  tax_id:
    'tax_id | 统一社会信用代码 | 纳税人识别号 | 税号 | 信用代码 | tax id | vat number | taxnumber | tax number | stceg | ' +
    'tax reg no | gst identification number (gstin)',
  head_office_number:
    'head_office_number | 总公司编码 | 上级客户 | 集团编码 | 总部编号 | head office | parent customer | parent | ' +
    'knkli',
  related_party: 'related_party | 关联方 | 是否关联方 | related party',
  credit_limit: 'credit_limit | 信用额度 | 信用限额 | credit limit | klimk | creditlimit',
  contact_name: 'contact_name | 联系人 | contact | contact person | primary contact | first name | firstname',
  contact_title: 'contact_title | 职务 | title | job title',
  contact_phone: 'contact_phone | 联系电话 | 电话 | 手机 | phone | telephone | mobile | mobilephone | telf1',
  contact_email: 'contact_email | 邮箱 | 电子邮箱 | 电子邮件 | email | e-mail | emailaddress | main email | emailid',
  number_aliases: 'number_aliases | 曾用编号 | 其他编号 | other numbers',
  name_aliases: 'name_aliases | 别名 | 曾用名 | aliases | other names',
}

/** The names of each field, `kind.field` before `field`. */
export const guesses: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(names).map(([field, list]) => [field, list.split(' | ')]),
)
