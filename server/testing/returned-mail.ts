/** Messages that came back, shaped as mail servers of several makers write them. */

type Of = { mark: string; to: string }
const original = ({ mark, to }: Of) =>
  `From: Duebook <duebook@example.com>\r\nTo: ${to}\r\nMessage-ID: <${mark}@example.com>\r\nSubject: =?utf-8?B?6LSm5Y2V?=\r\n`

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n')
/** 「退信：用户不存在」 and the like in GB18030, as Chinese providers write them. */
const gb = (hex: string) => base64(Buffer.from(hex, 'hex'))

type Status = { action?: string; status?: string; diagnostic?: string }

/** As Postfix does: delivery-status beside the headers of the letter. */
export const postfix = (of: Of, { action = 'failed', status = '5.1.1', diagnostic }: Status = {}) =>
  [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mx.example.com (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    'To: duebook@example.com',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B1"',
    '',
    '--B1',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    "I'm sorry to have to inform you that your message could not be delivered.",
    '--B1',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    'X-Postfix-Queue-ID: 4XyZ',
    'Arrival-Date: Tue,  1 Dec 2026 08:00:00 +0800 (CST)',
    '',
    `Final-Recipient: rfc822; ${of.to}`,
    `Original-Recipient: rfc822;${of.to}`,
    `Action: ${action}`,
    `Status: ${status}`,
    'Remote-MTA: dns; mx.customer.example',
    `Diagnostic-Code: smtp; ${diagnostic ?? '550 5.1.1 <x>: Recipient address rejected:\r\n    User unknown in virtual mailbox table'}`,
    '--B1',
    'Content-Description: Undelivered Message Headers',
    'Content-Type: text/rfc822-headers',
    '',
    original(of),
    '--B1--',
    '',
  ].join('\r\n')

/** As Exchange does: words in HTML, the whole letter enclosed, the id of the envelope told. */
export const exchange = (of: Of) =>
  [
    'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@customer.example>',
    'Subject: Undeliverable: =?utf-8?B?6LSm5Y2V?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="_000_E_"',
    '',
    '--_000_E_',
    'Content-Type: multipart/alternative; differences=Content-Type; boundary="_001_E_"',
    '',
    '--_001_E_',
    'Content-Type: text/html; charset="utf-8"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(Buffer.from(`<html><body><b>Your message to ${of.to} couldn't be delivered.</b></body></html>`)),
    '--_001_E_--',
    '--_000_E_',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns;AM0PR01.prod.exchangelabs.com',
    `Original-Envelope-Id: ${of.mark}`,
    '',
    `Final-Recipient: rfc822;${of.to}`,
    'Action: failed',
    'Status: 5.1.10',
    'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    '',
    '--_000_E_',
    'Content-Type: message/rfc822',
    '',
    `${original(of)}Content-Type: text/plain\r\n\r\nDear customer`,
    '--_000_E_--',
    '',
  ].join('\r\n')

/** As 网易企业邮 does: Chinese words in GB18030, a delivery-status of its own making, the letter enclosed as base64. */
export const netease = (of: Of) =>
  [
    'From: <Postmaster@qiye.163.com>',
    'Subject: =?gb18030?B?z7XNs83L0MU=?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="n163"',
    '',
    '--n163',
    'Content-Type: text/plain; charset=gb18030',
    'Content-Transfer-Encoding: base64',
    '',
    gb('b1a7c7b8a3acc4fab5c4d3cabcfeb1bbcdcbbbd8c0b4c1cba3ba'),
    '--n163',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; qiye.163.com',
    '',
    `Final-Recipient: RFC822; ${of.to}`,
    'Action: Failed',
    'Status: 5.2.2',
    'Diagnostic-Code: SMTP; 552 Quota exceeded or service disabled.',
    '',
    '--n163',
    'Content-Type: message/rfc822',
    'Content-Transfer-Encoding: base64',
    '',
    base64(Buffer.from(`${original(of)}\r\nDear`)),
    '--n163--',
    '',
  ].join('\r\n')

/** As 腾讯企业邮 does: words alone, in HTML and GB18030, with the letter’s id among the references. */
export const tencent = (of: Of) =>
  [
    'From: "PostMaster" <PostMaster@qq.com>',
    'Subject: =?gb18030?B?z7XNs83L0MU=?=',
    `References: <${of.mark}@example.com>`,
    'X-QQ-Bounce: 1',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset="gb18030"',
    'Content-Transfer-Encoding: base64',
    '',
    base64(
      Buffer.concat([
        Buffer.from('<p>'),
        // 退信原因：收件人邮件地址不存在
        Buffer.from('cdcbd0c5d4adb3f2a3bacad5bcfec8cbd3cabcfeb5d8d6b7b2bbb4e6d4da', 'hex'),
        Buffer.from(` host mx3.qq.com said: 550 Mailbox unavailable or access denied [5.1.1] (${of.to})</p>`),
      ]),
    ),
    '',
  ].join('\r\n')
