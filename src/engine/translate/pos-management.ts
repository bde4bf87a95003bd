/** Messages that manage a terminal: signing in and off, lists and parameters, the end of a batch. */
import type { DataSet, Settlement } from '#domain/terminal';
import {
  bytesOf,
  type GroupTotals,
  type Iso8583Message,
  type PosMessageId,
  parseBatchDetails,
  parseBlockIndex,
  parseChipUpload,
  parseListQuery,
  parseListTags,
  parsePosField60,
  parsePosField63,
  parseSettlementTotals,
  parseUploadCount,
  textOf,
  toHex,
  uploadEncodingOf,
} from '#wire/iso8583';
import type {
  PosDownload,
  PosManagementRequest,
  PosMasterKey,
  PosSettlement,
  PosUpload,
  PosUploadedItem,
} from './pos-management-types.ts';
import { malformed, printable, requireCurrency, required } from './pos-read.ts';
import type { PosSender } from './pos-types.ts';

type Download = readonly [set: DataSet, step: 'query' | 'entry' | 'block' | 'whole' | 'end'];

const DOWNLOADS = {
  'parameter-download': ['parameters', 'whole'],
  'parameter-end': ['parameters', 'end'],
  'ca-key-query': ['ca-keys', 'query'],
  'ca-key-download': ['ca-keys', 'entry'],
  'ca-key-end': ['ca-keys', 'end'],
  'ic-parameter-query': ['chip-parameters', 'query'],
  'ic-parameter-download': ['chip-parameters', 'entry'],
  'ic-parameter-end': ['chip-parameters', 'end'],
  'blacklist-download': ['blacklist', 'block'],
  'blacklist-end': ['blacklist', 'end'],
  'contactless-parameter-download': ['contactless', 'block'],
  'contactless-parameter-end': ['contactless', 'end'],
  'no-pin-list-download': ['no-pin-bins', 'block'],
  'no-pin-list-end': ['no-pin-bins', 'end'],
  'no-pin-blacklist-download': ['no-pin-blacklist', 'block'],
  'no-pin-blacklist-end': ['no-pin-blacklist', 'end'],
} as const satisfies Partial<Readonly<Record<PosMessageId, Download>>>;

const MASTER_KEY = {
  'transport-key-download': 'transport-key',
  'master-key-download': 'exchange',
  'master-key-enable': 'enable',
} as const satisfies Partial<Readonly<Record<PosMessageId, PosMasterKey['step']>>>;

/** Notices that a batch holds, uploaded as they were. */
const NOTICES = [
  'upload-offline-settlement',
  'upload-adjustment',
  'upload-tip',
  'upload-offline-sale',
  'upload-offline-refund',
  'upload-refund',
  'upload-completion-notice',
] as const satisfies readonly PosMessageId[];

export const MANAGEMENT_ROWS = [
  'echo',
  'sign-in',
  'sign-off',
  'settlement',
  'status-upload',
  'upload-stripe',
  'upload-chip',
  'upload-chip-failed',
  'upload-end',
  ...NOTICES,
  ...(Object.keys(DOWNLOADS) as (keyof typeof DOWNLOADS)[]),
  ...(Object.keys(MASTER_KEY) as (keyof typeof MASTER_KEY)[]),
] as const satisfies readonly PosMessageId[];
export type ManagementRow = (typeof MANAGEMENT_ROWS)[number];

export const isManagementRow = (id: PosMessageId): id is ManagementRow =>
  (MANAGEMENT_ROWS as readonly PosMessageId[]).includes(id);

/** @throws Refused, Iso8583Error: the caller makes a refusal of both */
export function readManagement(
  id: ManagementRow,
  message: Iso8583Message,
  sender: PosSender,
): PosManagementRequest {
  if (Object.hasOwn(DOWNLOADS, id)) return readDownload(id as keyof typeof DOWNLOADS, message, sender);
  if (Object.hasOwn(MASTER_KEY, id)) {
    const step = MASTER_KEY[id as keyof typeof MASTER_KEY];
    return { kind: 'master-key', ...sender, step, data: bytesOf(message, 62) ?? new Uint8Array(0) };
  }
  switch (id) {
    case 'echo':
      return { kind: 'echo', ...sender };
    case 'sign-in':
      return {
        ...{ kind: 'sign-in', ...sender, stan: required(message, 11) },
        ...{ code: networkCodeOf(message), operator: operatorOf(message) },
      };
    case 'sign-off':
      return { kind: 'sign-off', ...sender, stan: required(message, 11), operator: operatorOf(message) };
    case 'settlement':
      return readSettlement(message, sender);
    case 'status-upload':
      return { kind: 'status', ...sender, text: latin(bytesOf(message, 62) ?? new Uint8Array(0)) };
    case 'upload-end': {
      const code = networkCodeOf(message) === '207' ? '207' : '202';
      const count = parseUploadCount(required(message, 48));
      return { kind: 'upload-end', ...uploadHead(message, sender), code, count };
    }
    default:
      return readUpload(id as UploadRow, message, sender);
  }
}

const networkCodeOf = (message: Iso8583Message): string =>
  parsePosField60(required(message, 60)).networkCode ?? '000';

const operatorOf = (message: Iso8583Message): string =>
  printable(parsePosField63(textOf(message, 63) ?? '').code);

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 512));

function readSettlement(message: Iso8583Message, sender: PosSender): PosSettlement {
  requireCurrency(message);
  const { domestic, foreign } = parseSettlementTotals(required(message, 48));
  const totals = (group: GroupTotals): Omit<Settlement['terminal'], 'foreign'> => ({
    debitFen: group.debitTotal,
    debitCount: group.debitCount,
    creditFen: group.creditTotal,
    creditCount: group.creditCount,
  });
  const abroad = totals(foreign);
  const all = {
    debitFen: domestic.debitTotal + abroad.debitFen,
    debitCount: domestic.debitCount + abroad.debitCount,
    creditFen: domestic.creditTotal + abroad.creditFen,
    creditCount: domestic.creditCount + abroad.creditCount,
  };
  const some = abroad.debitCount + abroad.creditCount > 0 || abroad.debitFen + abroad.creditFen > 0n;
  return {
    kind: 'settlement',
    ...uploadHead(message, sender),
    totals: some ? { ...all, foreign: abroad } : all,
  };
}

function uploadHead(message: Iso8583Message, sender: PosSender) {
  const { batch: batchNo } = parsePosField60(required(message, 60));
  return { ...sender, stan: required(message, 11), batchNo };
}

function readDownload(id: keyof typeof DOWNLOADS, message: Iso8583Message, sender: PosSender): PosDownload {
  const [set, step] = DOWNLOADS[id];
  const asked = bytesOf(message, 62) ?? new Uint8Array(0);
  const download = (how: PosDownload['step']): PosDownload => ({
    kind: 'download',
    ...sender,
    set,
    step: how,
  });
  switch (step) {
    case 'query':
      return download({ is: 'query', held: asked.length === 0 ? 0 : parseListQuery(asked) });
    case 'entry': {
      const tags = parseListTags(asked);
      const value = (tag: string): string | null => {
        const found = tags.find((each) => each.tag === tag);
        return found === undefined ? null : toHex(found.value).toUpperCase();
      };
      const name = value('9F06') ?? malformed('field 62: tag 9F06 names nothing to download');
      return download({ is: 'entry', id: name, index: value('9F22') });
    }
    case 'block':
      return download({ is: 'block', no: asked.length === 0 ? 0 : parseBlockIndex(asked) });
    default:
      return download({ is: step });
  }
}

type UploadRow = Extract<ManagementRow, `upload-${string}`>;

function readUpload(id: UploadRow, message: Iso8583Message, sender: PosSender): PosUpload {
  const head = { kind: 'upload', ...uploadHead(message, sender) } as const;
  if (id === 'upload-stripe') {
    const items = parseBatchDetails(required(message, 48)).map(
      ({ kind, stan, pan, amountFen }): PosUploadedItem => ({
        ...{ by: 'detail', stan, amountFen, pan, group: kind },
      }),
    );
    return { ...head, items };
  }
  const pan = textOf(message, 2) ?? null;
  if (pan !== null && !/^\d{12,19}$/.test(pan)) malformed('field 2: expected 12 to 19 digits');
  const told = textOf(message, 4);
  if (id !== 'upload-chip' && id !== 'upload-chip-failed') {
    const amountFen = BigInt(told ?? malformed('field 4 is missing'));
    return { ...head, items: [{ by: 'notice', stan: head.stan, amountFen, pan, group: null }] };
  }
  const data = bytesOf(message, 62);
  const chip = data === undefined ? null : parseChipUpload(data, uploadEncodingOf(data));
  if (chip === null && told === undefined) malformed('neither field 4 nor field 62 names an amount');
  const by = id === 'upload-chip' ? 'chip' : 'chip-failed';
  const amountFen = chip?.amountFen ?? BigInt(told!);
  const group = chip === null ? null : chip.cardKind === '01' ? 'foreign' : 'domestic';
  return { ...head, items: [{ by, stan: head.stan, amountFen, pan, group }] };
}
