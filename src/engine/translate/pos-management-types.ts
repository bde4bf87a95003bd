/** What a terminal asks for beside payments, in words of the domain. */
import type { Fen } from '#domain/money';
import type { DataSet, Settlement, UploadEnd, UploadedItem } from '#domain/terminal';
import type { PosSender } from './pos-types.ts';

export interface PosEcho extends PosSender {
  readonly kind: 'echo';
}

/** `code` is 60.3: which keys the terminal expects. What they look like is its profile's matter. */
export interface PosSignIn extends PosSender {
  readonly kind: 'sign-in';
  readonly stan: string;
  readonly code: string;
  /** F63, up to three characters; empty when absent. */
  readonly operator: string;
}

export interface PosSignOff extends PosSender {
  readonly kind: 'sign-off';
  readonly stan: string;
  readonly operator: string;
}

/** `totals`: all cards together, and of them the foreign ones. */
export interface PosSettlement extends PosSender {
  readonly kind: 'settlement';
  readonly stan: string;
  readonly batchNo: string;
  readonly totals: Settlement['terminal'];
}

/**
 * A list or the parameters: what there is, one part of it, or that the terminal has it all. Ids in upper-case
 * hexadecimal: RID and index of a key, AID of an application.
 */
export interface PosDownload extends PosSender {
  readonly kind: 'download';
  readonly set: DataSet;
  readonly step:
    | { readonly is: 'query'; readonly held: number }
    | { readonly is: 'entry'; readonly id: string; readonly index: string | null }
    | { readonly is: 'block'; readonly no: number }
    | { readonly is: 'whole' }
    | { readonly is: 'end' };
}

/** The terminal reports of itself; one character a byte. */
export interface PosStatus extends PosSender {
  readonly kind: 'status';
  readonly text: string;
}

/** A new master key is fetched: the key that carries it, the exchange, and the word that it is in use. */
export interface PosMasterKey extends PosSender {
  readonly kind: 'master-key';
  readonly step: 'transport-key' | 'exchange' | 'enable';
  readonly data: Uint8Array;
}

/** Transactions of a settled batch. The card number is clear here and sealed before anything is stored. */
export interface PosUpload extends PosSender {
  readonly kind: 'upload';
  readonly stan: string;
  readonly batchNo: string;
  readonly items: readonly PosUploadedItem[];
}

export interface PosUploadedItem extends Pick<UploadedItem, 'by' | 'stan' | 'group'> {
  readonly amountFen: Fen;
  readonly pan: string | null;
}

export interface PosUploadEnd extends PosSender {
  readonly kind: 'upload-end';
  readonly stan: string;
  readonly batchNo: string;
  readonly code: UploadEnd['code'];
  readonly count: number;
}

export type PosManagementRequest =
  | PosEcho
  | PosSignIn
  | PosSignOff
  | PosSettlement
  | PosDownload
  | PosStatus
  | PosMasterKey
  | PosUpload
  | PosUploadEnd;
