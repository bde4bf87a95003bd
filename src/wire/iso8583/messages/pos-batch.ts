/** The end of a batch: totals compared, and the details that are sent up after it. */
import { cardRows } from './pos-card.ts';
import { offlineRows } from './pos-offline.ts';
import { management, privateData } from './pos-parts.ts';
import { preauthRows } from './pos-preauth.ts';
import { anyProcessingCode, type MessageRow } from './row.ts';

export type BatchMessageId =
  | 'settlement'
  | 'upload-stripe'
  | 'upload-chip'
  | 'upload-chip-failed'
  | 'upload-end'
  | 'upload-offline-settlement'
  | 'upload-adjustment'
  | 'upload-tip'
  | 'upload-offline-sale'
  | 'upload-offline-refund'
  | 'upload-refund'
  | 'upload-completion-notice';

type Row = MessageRow<BatchMessageId>;

/** One program signs the last upload, so a code is no fault here. */
const upload = {
  ...management,
  requestMti: '0320',
  echoes: [2, 3, 4, 11, 25, 41, 42, 49, 60],
  responseMti: '0330',
  response: {
    mandatory: [11, 39, 41, 42],
    conditional: [2, 3, 4, 12, 13, 15, 22, 25, 32, 37, 38, 48, 49, 53, 55, 60, 61, 62, 63, 64],
  },
} as const;

/** A chip payment made online, with the second cryptogram; F62 tells kind, amount and currency. */
const chipUpload = {
  ...upload,
  processingCode: anyProcessingCode,
  transactionType: null,
  request: {
    mandatory: [11, 41, 42, 55, 60],
    conditional: [...[2, 3, 4, 14, 15, 22, 23, 25, 37, 38, 48, 49, 61, 64], ...privateData],
  },
} as const;

/** A notice that the batch holds is sent up as it was, under the MTI of uploads. */
function noticeOf(base: string, id: BatchMessageId, zh: string, en: string): Row {
  const plain = [...cardRows, ...preauthRows, ...offlineRows].find((row) => row.id === base);
  if (plain === undefined) throw new RangeError(`no plain row ${base}`);
  const required = plain.request.mandatory.filter((field) => [3, 4, 11, 41, 42, 60].includes(field));
  const rest = [...plain.request.mandatory, ...plain.request.conditional, 37, 38, 48, 61];
  const conditional = [...new Set(rest)].filter((field) => !required.includes(field));
  const { processingCode, transactionType } = plain;
  return {
    ...upload,
    id,
    zh,
    en,
    base,
    processingCode,
    transactionType,
    networkCodes: ['000'],
    request: { mandatory: required, conditional },
  };
}

export const batchRows: readonly Row[] = [
  {
    ...management,
    id: 'settlement',
    zh: '批结算',
    en: 'batch settlement',
    requestMti: '0500',
    responseMti: '0510',
    networkCodes: ['201'],
    echoes: [11, 41, 42, 48, 49, 60],
    request: { mandatory: [11, 41, 42, 48, 49, 60], conditional: [63, 64] },
    response: { mandatory: [11, 41, 42, 48, 60], conditional: [12, 13, 15, 32, 37, 39, 49, 62, 63, 64] },
  },
  {
    ...upload,
    id: 'upload-stripe',
    zh: '磁条卡联机明细上送',
    en: 'upload of stripe details',
    transactionType: null,
    networkCodes: ['201'],
    request: { mandatory: [11, 41, 42, 48, 60], conditional: [49, 62, 63, 64] },
  },
  {
    ...chipUpload,
    id: 'upload-chip',
    zh: 'IC卡联机交易TC上送',
    en: 'upload of a chip certificate',
    networkCodes: ['203', '205'],
  },
  {
    ...chipUpload,
    id: 'upload-chip-failed',
    zh: 'IC卡失败交易上送',
    en: 'upload of a failed chip payment',
    networkCodes: ['204', '206'],
  },
  {
    // 202 when the totals did not agree, 207 when they did.
    ...upload,
    id: 'upload-end',
    zh: '批上送结束',
    en: 'end of upload',
    transactionType: null,
    networkCodes: ['202', '207'],
    request: { mandatory: [11, 41, 42, 48, 60], conditional: [49, 62, 63, 64] },
  },
  noticeOf(
    'offline-settlement',
    'upload-offline-settlement',
    '离线结算上送',
    'upload of an offline settlement',
  ),
  noticeOf('adjustment', 'upload-adjustment', '结算调整上送', 'upload of an adjustment'),
  noticeOf('tip', 'upload-tip', '小费调整上送', 'upload of a tip'),
  noticeOf('offline-sale', 'upload-offline-sale', '脱机消费批上送', 'upload of an offline chip sale'),
  noticeOf('offline-refund', 'upload-offline-refund', '脱机退货上送', 'upload of an offline refund'),
  noticeOf('refund', 'upload-refund', '退货上送', 'upload of a refund'),
  noticeOf(
    'completion-notice',
    'upload-completion-notice',
    '预授权完成通知上送',
    'upload of a completion notice',
  ),
];
