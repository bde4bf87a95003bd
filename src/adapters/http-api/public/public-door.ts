/**
 * The door without login: how often it may be tried, and who is behind a code, a receipt's details or a token. Every
 * miss is one and the same answer after the same work.
 */
import { Buffer } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import type { PaymentRecord } from '#adapters/postgres';
import { type CalendarDay, calendarDayStartMs, DAY_MS, SHANGHAI } from '#domain/calendar';
import type { PaymentId } from '#domain/payment';
import { type CancelRequest, type RequestId, readReceiptCode, secretOf, secretText } from '#domain/request';
import { isPaymentId, isRequestId } from '#engine';
import type { HttpApiOptions } from '../options.ts';
import { paymentOfCode } from '../payments/receipt.ts';
import { Problem } from '../problems.ts';
import { RateLimit } from '../rate-limit.ts';

/** How a payer names a payment. */
export interface Named {
  readonly code?: string;
  readonly reference?: string;
  readonly date?: string;
  readonly amount?: number;
  readonly last4?: string;
}

const miss = (): Problem =>
  new Problem('not-recognised', {
    detail: 'These details open nothing. Check them on the receipt, or ask the shop.',
    detailZh: '以上信息无法识别。请核对签购单，或咨询商户。',
    members: { instance: '/v1/public/requests' },
  });

/** Fits no payment: typed details that are none are looked up like such that are. */
const NOTHING = { reference: '000000000000', fromMs: 0, toMs: 1, amountFen: 1n, last4: '0000' };

function typedOf({ reference = '', date = '', amount = 0, last4 = '' }: Named): typeof NOTHING {
  const sound =
    /^[0-9A-Za-z]{12}$/.test(reference) && /^\d{4}-\d{2}-\d{2}$/.test(date) && /^\d{4}$/.test(last4);
  const fromMs = sound ? calendarDayStartMs(date as CalendarDay, SHANGHAI) : Number.NaN;
  if (!sound || amount < 1 || Number.isNaN(fromMs)) return NOTHING;
  return { reference, fromMs, toMs: fromMs + DAY_MS, amountFen: BigInt(amount), last4 };
}

/** No request has this id: a token for one that is none is checked like one that is. */
const NOBODY = 'req_0000000000000000' as RequestId;

export class PublicDoor {
  readonly #options: HttpApiOptions;
  readonly #addresses: RateLimit;
  readonly #references: RateLimit;
  readonly #all: RateLimit;
  readonly #opened: RateLimit;

  constructor(options: HttpApiOptions) {
    this.#options = options;
    const { limits } = options;
    const addressesMax = limits.publicCallersKeptMax;
    const windowMs = limits.publicWindowMs;
    this.#addresses = new RateLimit({ callsMax: limits.publicTriesPerAddress, windowMs, addressesMax });
    this.#references = new RateLimit({
      callsMax: limits.publicTriesPerReference,
      windowMs: limits.publicReferenceWindowMs,
      addressesMax,
    });
    this.#opened = new RateLimit({ callsMax: limits.publicOpensPerRequest, windowMs, addressesMax });
    this.#all = new RateLimit({ callsMax: limits.publicTriesInAll, windowMs, addressesMax: 1 });
  }

  #take(limit: RateLimit, key: string): void {
    const waitMs = limit.take(key, this.#options.clock.nowMs());
    if (waitMs === null) return;
    throw new Problem('too-many-requests', {
      headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))) },
      members: { instance: '/v1/public/requests' },
    });
  }

  /** Before anything of the body is read. One address first, so that it alone cannot use up what is for all. */
  admit(request: FastifyRequest): void {
    this.#take(this.#addresses, request.ip);
    this.#take(this.#all, 'all');
  }

  /** @throws Problem `not-recognised` for every miss, `too-many-requests` */
  async payment(ip: string, named: Named): Promise<PaymentRecord> {
    const { reader } = this.#options;
    const id = named.code === undefined ? await this.#typed(ip, named) : await this.#scanned(ip, named.code);
    const sound = id ?? ('pay_0000000000000000' as PaymentId);
    const record = isPaymentId(sound) ? await reader.payment(sound) : null;
    if (id === null || record === null) throw miss();
    return record;
  }

  async #scanned(ip: string, text: string): Promise<PaymentId | null> {
    const id = await paymentOfCode(this.#options.security, text);
    if (id !== null) this.#proven(ip, id);
    // What names nothing guesses at nothing: it counts for its address alone.
    const guessed = id === null ? readReceiptCode(text) : null;
    if (guessed !== null) this.#take(this.#references, guessed.paymentId);
    return id;
  }

  async #typed(ip: string, named: Named): Promise<PaymentId | null> {
    const typed = typedOf(named);
    const key = `${typed.reference} ${typed.fromMs}`;
    if (typed !== NOTHING) this.#take(this.#references, key);
    const id = await this.#options.reader.paymentTyped(typed);
    if (id === null) return null;
    this.#references.giveBack(key);
    this.#proven(ip, id);
    return id;
  }

  async token(id: RequestId): Promise<string> {
    return secretText(Buffer.from(await this.#options.security.mark('request', id), 'hex'));
  }

  /** The request that a token opens: `Authorization: Bearer` and the token that its payer was given. */
  async request(request: FastifyRequest, id: string): Promise<CancelRequest> {
    const { security, reader } = this.#options;
    const given = /^Bearer +([0-9A-Za-z-]{1,60}) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const secret = secretOf(given) ?? new Uint8Array(16);
    const named = isRequestId(id) ? id : NOBODY;
    const right = await security.verifyMark('request', named, Buffer.from(secret).toString('hex'));
    const found = await reader.request(named);
    if (!right || found === null) throw miss();
    this.#proven(request.ip, id);
    return found;
  }

  /**
   * Who was right guessed at nothing: a page that watches its payment or its request must not use up what its whole
   * house may try. It is bounded by what it opened instead.
   */
  #proven(ip: string, opened: string): void {
    this.#addresses.giveBack(ip);
    this.#all.giveBack('all');
    this.#take(this.#opened, opened);
  }
}
