/** Everything of a terminal that is no payment and no sign-in: signing off, downloads, the end of a batch. */
import { isSuccess } from '#domain/outcome';
import { groupsAgree, type UploadedItem } from '#domain/terminal';
import { holdsCardNumber, maskDigits } from '#domain/wording';
import type { Engine, SecurityModule } from '#engine';
import type {
  PosDownload,
  PosMasterKey,
  PosReply,
  PosSettlement,
  PosSignOff,
  PosStatus,
  PosUpload,
  PosUploadEnd,
} from '#engine/translate';
import type { DialectProfile, ListTag } from '#wire/iso8583';
import { buildListTags, parseListTags } from '#wire/iso8583';
import type { Known } from './authenticate.ts';
import { dataFor, download } from './downloads.ts';
import type { TerminalData } from './terminal-data.ts';

/**
 * Where master keys are given out over the line. How terminals and hosts agree on one is private to each acquirer, so
 * this is a plug: without one these messages are answered as a function that is not opened (40).
 */
export interface MasterKeyDesk {
  /** The key that carries master keys: 9F06, 9F22, DF02 modulus, DF04 exponent. */
  transportKey(at: Known): Promise<readonly ListTag[]>;
  /** What the terminal sent (9F06, 9F22, DF23 cipher text, DF24 check value); what it gets, or `null` for a refusal. */
  exchange(at: Known, tags: readonly ListTag[]): Promise<readonly ListTag[] | null>;
  /** The terminal uses the new key from now on; false: there is none to use. */
  enable(at: Known): Promise<boolean>;
}

export interface ManagementParts {
  readonly engine: Engine;
  readonly security: SecurityModule;
  readonly data: TerminalData;
  readonly masterKeys: MasterKeyDesk | null;
}

export type Managed = Omit<PosReply, 'nowMs' | 'acquirerId'> & { readonly repeated?: boolean };
type Request = PosSignOff | PosSettlement | PosDownload | PosStatus | PosMasterKey | PosUpload | PosUploadEnd;

export async function serveManagement(
  parts: ManagementParts,
  request: Request,
  known: Known,
  profile: DialectProfile,
  authentic: boolean,
): Promise<Managed> {
  const { engine } = parts;
  const at = { merchant: known.merchant, terminalId: request.terminalId };
  switch (request.kind) {
    case 'sign-off': {
      const { outcome, repeated } = await engine.submit({
        ...{ type: 'sign-off', ...at, operator: request.operator },
      });
      return { outcome, repeated };
    }
    case 'settlement':
      return settle(engine, request, known, profile);
    case 'download': {
      const lists = dataFor(parts.data, engine.tipMaxPercent(known.merchant.merchantId));
      const { outcome, data, held } = download(lists, request, known.terminal, known.merchant, profile);
      if (held === undefined) return { outcome, ...(data === undefined ? {} : { data }) };
      const note = { kind: 'held', set: request.set, version: held } as const;
      const noted = await engine.submit({ type: 'note-terminal', ...at, note });
      return { outcome: isSuccess(noted.outcome) ? 'approved' : noted.outcome };
    }
    case 'status': {
      const text = statusText(request.text);
      const noted = await engine.submit({ type: 'note-terminal', ...at, note: { kind: 'status', text } });
      return { outcome: isSuccess(noted.outcome) ? 'approved' : noted.outcome };
    }
    case 'master-key':
      return masterKey(parts.masterKeys, request, known);
    case 'upload': {
      const items = await Promise.all(request.items.map((item) => sealed(parts.security, item)));
      const { batchNo } = request;
      const reply = await engine.submit({ type: 'upload-batch', ...at, batchNo, items });
      return { outcome: reply.outcome, repeated: reply.repeated };
    }
    case 'upload-end': {
      const { batchNo, code, count } = request;
      const reply = await engine.submit({ type: 'end-batch', ...at, batchNo, code, count, authentic });
      return { outcome: reply.outcome, repeated: reply.repeated };
    }
  }
}

/** What a terminal says of itself holds no card number; should it, nobody keeps it. */
function statusText(text: string): string {
  const plain = text.replace(/[^ -~]/g, '.');
  return holdsCardNumber(plain) ? maskDigits(plain) : plain;
}

async function sealed(security: SecurityModule, item: PosUpload['items'][number]): Promise<UploadedItem> {
  const { pan, ...rest } = item;
  if (pan === null) return { ...rest, cardIndex: null, masked: null };
  const { index, masked } = await security.sealPan(pan);
  return { ...rest, cardIndex: index, masked };
}

async function settle(
  engine: Engine,
  request: PosSettlement,
  { merchant }: Known,
  profile: DialectProfile,
): Promise<Managed> {
  const { merchantId, terminalId, batchNo, stan, totals } = request;
  const terminal = { merchantId, terminalId, batchNo, stan };
  const reply = await engine.submit({ type: 'settle', merchant, terminal, totals });
  const { outcome, repeated, settlement } = reply;
  if (settlement === null || !isSuccess(outcome)) return { outcome, repeated };
  const { hostVoidCount: count, hostVoidFen: amountFen } = settlement.host;
  return {
    ...{ outcome, repeated, settlement: groupsAgree(settlement), hostVoids: { count, amountFen } },
    settlementCode: profile.settlementAnswerCode,
  };
}

async function masterKey(desk: MasterKeyDesk | null, request: PosMasterKey, known: Known): Promise<Managed> {
  if (desk === null) return { outcome: 'message-not-supported' };
  switch (request.step) {
    case 'transport-key':
      return { outcome: 'approved', data: buildListTags(await desk.transportKey(known)) };
    case 'exchange': {
      const tags = await desk.exchange(known, parseListTags(request.data));
      return tags === null
        ? { outcome: 'security-processing' }
        : { outcome: 'approved', data: buildListTags(tags) };
    }
    case 'enable':
      return { outcome: (await desk.enable(known)) ? 'approved' : 'security-processing' };
  }
}
