/** What a holder, an operator or time does to a wallet; payments are not among it. */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type {
  AccountClass,
  Binding,
  BindingId,
  Deduction,
  DeductionId,
  DeviceCard,
  DeviceCardId,
  ServiceId,
  ServiceKind,
  ServiceLimits,
  ServicePlace,
  Source,
  Wallet,
  WalletId,
} from './state.ts';

export type WalletAct =
  | {
      readonly kind: 'open';
      readonly holder: Wallet['holder'];
      readonly accountClass: AccountClass;
      readonly redPacketFen?: Fen;
      readonly points?: number;
    }
  | ({ readonly kind: 'bind' } & Pick<Binding, 'card' | 'issuer' | 'bankZh' | 'bankEn' | 'cardKind'>)
  | {
      readonly kind: 'unbind';
      readonly bindingId: BindingId;
      /** Contracts that the holder ends with it; without being named they go on (WAL-03). */
      readonly alsoEnd: readonly DeductionId[];
    }
  /** The holder reported the card as lost: nothing is paid with it until it is bound anew. */
  | { readonly kind: 'lose-card'; readonly bindingId: BindingId }
  | ({ readonly kind: 'add-device-card' } & Pick<DeviceCard, 'token' | 'source' | 'device'>)
  | { readonly kind: 'suspend-device-card'; readonly deviceCardId: DeviceCardId }
  | { readonly kind: 'resume-device-card'; readonly deviceCardId: DeviceCardId }
  | { readonly kind: 'remove-device-card'; readonly deviceCardId: DeviceCardId }
  | { readonly kind: 'switch-service'; readonly serviceId: ServiceId; readonly to: 'on' | 'off' }
  | {
      readonly kind: 'add-service';
      readonly service: ServiceKind;
      readonly place: ServicePlace;
      readonly to: 'on' | 'off';
      readonly limits?: ServiceLimits;
    }
  | { readonly kind: 'limit-service'; readonly serviceId: ServiceId; readonly limits: ServiceLimits }
  | ({ readonly kind: 'sign-deduction' } & Pick<
      Deduction,
      'merchantId' | 'nameZh' | 'nameEn' | 'subject' | 'perPaymentFen' | 'source' | 'agreement'
    >)
  | { readonly kind: 'end-deduction'; readonly deductionId: DeductionId }
  | { readonly kind: 'order-sources'; readonly order: readonly Source[] }
  | { readonly kind: 'stop'; readonly caseId: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'begin-closing'; readonly closesAtMs: number }
  /** The waiting time is over and something is in the way: it is looked at again then. */
  | { readonly kind: 'delay-closing'; readonly closesAtMs: number; readonly why: Outcome }
  | { readonly kind: 'take-back' }
  | { readonly kind: 'lock'; readonly keptUntilMs: number }
  | { readonly kind: 'give-up-benefits' };

export type WalletActKind = WalletAct['kind'];

/** When it is done, and names for what it makes. */
export interface ActSetting {
  readonly atMs: number;
  /** The 16 characters behind the prefix of an id, new with every call. */
  readonly newId: () => string;
  /** The wallet's name, for one that is opened. */
  readonly walletId: WalletId;
}

export interface WalletEvent {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface WalletStep {
  readonly wallet: Wallet;
  /** The id of what was made: of a binding, device card, service or contract. */
  readonly made: string | null;
  /** None where the wallet was so already. */
  readonly events: readonly WalletEvent[];
}

export type Decided = WalletStep | { readonly refused: Outcome };

export const refuse = (refused: Outcome): Decided => ({ refused });
export const unchanged = (wallet: Wallet): WalletStep => ({ wallet, made: null, events: [] });

export const sameSource = (one: Source, other: Source): boolean =>
  one.kind === 'balance'
    ? other.kind === 'balance'
    : other.kind === 'card' && other.bindingId === one.bindingId;

/** Its parts under an id, with one of them changed. */
export const withPart = <T extends { readonly id: string }>(parts: readonly T[], changed: T): T[] =>
  parts.map((part) => (part.id === changed.id ? changed : part));
