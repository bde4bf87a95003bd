/** What the network carries beside sales: inquiries, pre-authorisations and what follows from one. */
import { account, cardData, payment, paymentRequest, privateData } from './network-parts.ts';
import { anyProcessingCode, type MessageRow } from './row.ts';

export type NetworkCardMessageId =
  | 'balance'
  | 'balance-by-authorisation'
  | 'pre-auth'
  | 'pre-auth-void'
  | 'completion'
  | 'completion-notice'
  | 'completion-void'
  | 'account-verification'
  | 'payout'
  | 'payout-confirmation'
  | 'script-notice';

type Row = MessageRow<NetworkCardMessageId>;

const authorisation = { requestMti: '0100', responseMti: '0110' } as const;
const financial = { requestMti: '0200', responseMti: '0210' } as const;

const family = { ...payment, conditionCodes: ['06', '18', '60'] } as const;

const request = {
  mandatory: paymentRequest,
  conditional: [2, 19, 28, ...cardData, 56, ...privateData],
  oneOf: account,
} as const;

const withoutAmount = {
  ...request,
  mandatory: paymentRequest.filter((field) => field !== 4),
};

const balance = {
  ...payment,
  processingCode: '30x000',
  conditionCodes: ['00'],
  request: withoutAmount,
  reversible: false,
} as const;

/** F90 names the message that this one is about, F38 the authorisation. */
const aboutAuthorisation = {
  ...request,
  mandatory: [...paymentRequest, 90],
  conditional: [38, ...request.conditional],
} as const;

export const networkCardRows: readonly Row[] = [
  {
    ...balance,
    ...financial,
    id: 'balance',
    zh: '余额查询',
    en: 'balance inquiry',
  },
  {
    // Members that settle by separate messages ask with 0100.
    ...balance,
    ...authorisation,
    id: 'balance-by-authorisation',
    zh: '余额查询(双信息)',
    en: 'balance inquiry, dual message',
  },
  {
    ...family,
    ...authorisation,
    id: 'pre-auth',
    zh: '预授权',
    en: 'pre-authorisation',
    processingCode: '03x000',
    request: { ...request, conditional: [38, 54, ...request.conditional] },
    reversible: true,
  },
  {
    ...family,
    ...authorisation,
    id: 'pre-auth-void',
    zh: '预授权撤销',
    en: 'pre-authorisation void',
    processingCode: '20x000',
    request: aboutAuthorisation,
    reversible: true,
  },
  {
    // The pre-authorisation is known by F38; F90 where the sender still has it.
    ...family,
    ...financial,
    id: 'completion',
    zh: '预授权完成请求',
    en: 'completion request',
    processingCode: '00x000',
    request: { ...request, mandatory: [...paymentRequest, 38], conditional: [90, ...request.conditional] },
    reversible: true,
  },
  {
    ...family,
    requestMti: '0220',
    responseMti: '0230',
    id: 'completion-notice',
    zh: '预授权完成通知',
    en: 'completion notice',
    processingCode: '00x000',
    request: { ...request, mandatory: [...paymentRequest, 38], conditional: [90, ...request.conditional] },
    reversible: false,
  },
  {
    ...family,
    ...financial,
    id: 'completion-void',
    zh: '预授权完成撤销',
    en: 'completion void',
    processingCode: '20x000',
    request: aboutAuthorisation,
    reversible: true,
  },
  {
    ...payment,
    ...authorisation,
    id: 'account-verification',
    zh: '账户验证',
    en: 'account verification',
    processingCode: '33x000',
    conditionCodes: ['00'],
    request: { ...withoutAmount, conditional: [4, ...request.conditional] },
    reversible: false,
  },
  {
    // Money to a card. Whoever hears nothing asks by a confirmation: it is never undone.
    ...payment,
    ...financial,
    id: 'payout',
    zh: '代付',
    en: 'payout',
    processingCode: '29x000',
    conditionCodes: ['00'],
    request,
    reversible: false,
  },
  {
    ...payment,
    requestMti: '0220',
    responseMti: '0230',
    id: 'payout-confirmation',
    zh: '代付确认',
    en: 'payout confirmation',
    processingCode: '29x000',
    conditionCodes: ['68'],
    request: { ...request, mandatory: [...paymentRequest, 90] },
    reversible: false,
  },
  {
    // What a card made of the issuer's commands; F90 names the payment whose answer held them.
    ...payment,
    id: 'script-notice',
    zh: '脚本结果通知',
    en: 'script result notice',
    kind: 'notice',
    requestMti: '0620',
    responseMti: '0630',
    processingCode: anyProcessingCode,
    conditionCodes: null,
    networkCodes: ['951'],
    echoes: [3, 4, 7, 11, 32, 33, 37, 41, 42, 49, 70],
    request: {
      mandatory: [7, 11, 32, 33, 55, 70],
      conditional: [
        ...[2, 3, 4, 12, 13, 14, 18, 22, 23, 25, 28, 37, 38, 41, 42, 43, 49, 53, 90, 100],
        ...privateData,
      ],
    },
    response: {
      mandatory: [7, 11, 39, 70],
      conditional: [
        ...[2, 3, 4, 12, 13, 14, 15, 18, 22, 23, 25, 32, 33, 37, 38, 41, 42, 43, 49, 53, 55, 90, 100],
        ...privateData,
      ],
    },
    reversible: false,
  },
];
