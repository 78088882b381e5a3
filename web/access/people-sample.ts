/** People as a sheet brings them in; one signs in, one checks, one is a salesperson without sign-in. */
const samples = {
  zh: [
    '姓名,邮箱,工号,角色,部门',
    '王会计,wang@example.com,AR01,应收会计,',
    '李出纳,li@example.com,CA01,出纳,',
    '赵经理,zhao@example.com,GM01,总经理,',
    '孙业务,,S01,销售,',
  ],
  en: [
    'Name,E-mail,Code,Role,Department',
    'Ann Wang,ann@example.com,AR01,Receivables clerk,',
    'Ben Lee,ben@example.com,CA01,Cashier,',
    'Gail Zhao,gail@example.com,GM01,General manager,',
    'Sam Sun,,S01,Sales,',
  ],
} as const

/** A sample file of people, as CSV. */
export const peopleSample = (language: 'en' | 'zh') => `${samples[language].join('\n')}\n`
