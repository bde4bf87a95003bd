import { posDialect } from '../dialects/pos.ts';
import { type BatchMessageId, batchRows } from './pos-batch.ts';
import { type CardMessageId, cardRows } from './pos-card.ts';
import { type CodeMessageId, codeRows } from './pos-code.ts';
import { type ManagementMessageId, managementRows } from './pos-management.ts';
import { type OfflineMessageId, offlineRows } from './pos-offline.ts';
import { type PreauthMessageId, preauthRows } from './pos-preauth.ts';
import { type ProductMessageId, productRows } from './pos-products.ts';
import type { MessageTable } from './row.ts';

export type PosMessageId =
  | CardMessageId
  | CodeMessageId
  | PreauthMessageId
  | OfflineMessageId
  | ProductMessageId
  | ManagementMessageId
  | BatchMessageId;

/**
 * The terminal side, per UnionPay POS interface as one acquirer host and two unrelated terminals agree: every
 * transaction of its menu but e-cash. A row says what a message may hold; whether a host serves it is the host's
 * business. Rows by code come first, for F22 alone tells them from the plain ones.
 */
export const posMessages: MessageTable<PosMessageId> = {
  dialect: posDialect,
  routing: 'pos',
  rows: [
    ...codeRows,
    ...cardRows,
    ...preauthRows,
    ...productRows,
    ...offlineRows,
    ...managementRows,
    ...batchRows,
  ],
};
