/** A whole engine behind a terminal gateway on a real socket; the card network is played by the test. */
import { randomInt } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import { createSoftwareSecurityModule } from '#adapters/security-module';
import {
  createTerminalGateway,
  type TerminalGatewayEvent,
  type TerminalGatewayOptions,
} from '#adapters/terminal-gateway';
import type { ClearingDay } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import { type InstalmentTerms, networkKeyText } from '#domain/payment';
import type { ParameterValue } from '#domain/policy';
import { NO_TOTALS, type Product, type Terminal } from '#domain/terminal';
import {
  Engine,
  type InquiryAnswer,
  type InquiryRequest,
  LIMITS,
  type Limits,
  type Merchant,
  type NetworkRequest,
  type OrderFinding,
  type OrderRequest,
} from '#engine';
import { createMemoryStore } from '#simulation';
import { bookFor } from './rule-contents.ts';
import { Line, MERCHANT, TerminalActor, TMK } from './terminal-gateway-terminal.ts';

export const ACQUIRER = '48020000';
export const ZPK = '1122334455667788A1B2C3D4E5F60718';

const clock = { nowMs: () => Date.now() };
const timers = {
  after(delayMs: number, act: () => void) {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};

const ANSWER_MTI: Readonly<Record<NetworkRequest['message'], string>> = {
  ...{ sale: '0210', preauth: '0110', completion: '0210', 'completion-notice': '0230', void: '0210' },
  ...{
    refund: '0230',
    reversal: '0430',
    'offline-sale': '0230',
    'script-result': '0630',
    payout: '0210',
    'payout-confirmation': '0230',
  },
  ...{ 'debit-adjustment': '0230', 'credit-adjustment': '0230' },
};

/** What the card network does with a request: a decision, silence, or not even a line. */
export type Network = (request: NetworkRequest) => Outcome | 'silent' | 'not-sent';

export interface WorldOptions {
  readonly limits?: Partial<Limits>;
  readonly terminals?: readonly string[];
  readonly blocked?: readonly string[];
  /** Products that all terminals have by permission. */
  readonly permits?: readonly Product[];
  readonly tls?: TerminalGatewayOptions['tls'];
  readonly data?: TerminalGatewayOptions['data'];
  readonly masterKeys?: TerminalGatewayOptions['masterKeys'];
  /** Dialects that the terminals may sign in with; with an SM4 master key where `sm4` is told. */
  readonly profiles?: readonly string[];
  readonly sm4?: true;
  readonly language?: 'zh';
  readonly rules?: Readonly<Record<string, ParameterValue>>;
}

const merchant: Merchant = {
  merchantId: MERCHANT,
  book: 'merchant/898000000000001',
  nameZh: '测试商户',
  nameEn: 'TEST SHOP',
  mcc: '5411',
  status: 'active',
  contract: {
    id: 'c1',
    ratePpm: 6_000,
    capFen: null,
    feeReturn: 'PRO_RATA',
    issuerRatePpm: 3_500,
    issuerCapFen: null,
    networkRatePpm: 325,
    networkCapFen: null,
  },
};

export async function createWorld(options: WorldOptions = {}) {
  const limits: Limits = { ...LIMITS, duePollMs: 20, storeRetryMs: 1, storeRetriesMax: 2, ...options.limits };
  const security = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(9) });
  const masterKey = (await security.importKey('tmk', TMK)).key;
  const sm4MasterKey = options.sm4 === true ? (await security.importKey('tmk', TMK, 'sm4')).key : null;
  const zonePinKey = (await security.importKey('zpk', ZPK)).key;
  const names = options.terminals ?? ['10000001', '10000002'];
  const terminals = names.map(
    (terminalId): Terminal => ({
      merchantId: MERCHANT,
      terminalId,
      book: merchant.book,
      status: options.blocked?.includes(terminalId) ? 'blocked' : 'active',
      keys: {
        ...{ masterKey, pinKey: null, macKey: null, previousMacKey: null },
        ...(sm4MasterKey === null ? {} : { sm4MasterKey }),
      },
      ...(options.profiles === undefined ? {} : { profiles: options.profiles }),
      ...(options.language === undefined ? {} : { language: options.language }),
      signedIn: null,
      batchNo: '000001',
      totals: NO_TOTALS,
      lastSettlement: null,
      acceptances: Object.fromEntries(
        (options.permits ?? []).map((each) => [each, { state: 'on', version: 1, sinceMs: 0 }]),
      ),
      version: 1,
    }),
  );
  const store = createMemoryStore({ merchants: [merchant], terminals, clock });
  const requests: NetworkRequest[] = [];
  const events: TerminalGatewayEvent[] = [];
  const world = {
    network: ((): Outcome => 'approved') as Network,
    instalments: null as InstalmentTerms | null,
    /** F55 of the network's answer. */
    chipAnswer: (() => null) as (request: NetworkRequest) => Uint8Array | null,
    /** What it says of an order that it is asked about. */
    order: (() => 'not-sent') as (request: OrderRequest) => OrderFinding['found'] | 'silent' | 'not-sent',
    inquiry: (() => 'not-sent') as (request: InquiryRequest) => InquiryAnswer | 'not-sent',
  };
  const engine = await Engine.start({
    store,
    clock,
    timers,
    limits,
    rules: bookFor('inst', options.rules),
    random: { below: (bound) => randomInt(bound) },
    telemetry: { paymentEnded() {}, cancellationMoved() {}, batchApplied() {}, trouble() {} },
    institution: { id: 'inst', acquirerId: ACQUIRER, forwarderId: ACQUIRER },
    onLeaseLost: () => {},
    network: {
      async send(request) {
        requests.push(request);
        const outcome = world.network(request);
        if (outcome === 'not-sent') return 'not-sent';
        if (outcome !== 'silent') {
          const { network, subject } = request;
          const authCode = outcome === 'approved' ? 'A1B2C3' : null;
          const clearingDay = engine.clearingDayNow() as ClearingDay;
          void engine.networkAnswered(networkKeyText(network), {
            network,
            subject,
            mti: ANSWER_MTI[request.message],
            amountFen: request.amountFen,
            outcome,
            authCode,
            clearingDay,
            instalments: world.instalments,
            chipAnswer: world.chipAnswer(request),
          });
        }
        return 'sent';
      },
      sendOrder: async (request) => {
        const found = world.order(request);
        if (found === 'not-sent') return 'not-sent';
        const { orderId } = request;
        if (found !== 'silent') setImmediate(() => void engine.orders.found({ orderId, found }));
        return 'sent';
      },
      sendInquiry: async (request) => {
        const answer = world.inquiry(request);
        if (answer === 'not-sent') return 'not-sent';
        setImmediate(() => engine.inquiries.answered(networkKeyText(request.network), answer));
        return 'sent';
      },
    },
  });
  const gateway = createTerminalGateway({
    engine,
    security,
    zonePinKey: () => zonePinKey,
    acquirerId: ACQUIRER,
    limits,
    clock,
    log: (event) => events.push(event),
    ...(options.tls === undefined ? {} : { tls: options.tls }),
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.masterKeys === undefined ? {} : { masterKeys: options.masterKeys }),
  });
  const { port } = await gateway.listen({ host: '127.0.0.1', port: 0 });
  return Object.assign(world, {
    port,
    gateway,
    engine,
    store,
    security,
    requests,
    events,
    async stop() {
      await gateway.close(200);
      await engine.stop();
    },
  });
}
export type World = Awaited<ReturnType<typeof createWorld>>;

/** A fresh world for every test of a file, and what its tests need of it. */
export function useWorld() {
  let world: World;
  const lines: Line[] = [];
  const begin = async (options: WorldOptions = {}): Promise<void> => {
    await world?.stop();
    world = await createWorld(options);
  };
  beforeEach(() => begin());
  afterEach(async () => {
    for (const each of lines.splice(0)) each.socket.destroy();
    await world.stop();
  });
  return {
    get world() {
      return world;
    },
    /** The world of this test begins again with other options. */
    begin,
    async line(): Promise<Line> {
      const opened = await Line.open(world.port);
      lines.push(opened);
      return opened;
    },
    async signedIn(terminalId?: string): Promise<{ terminal: TerminalActor; on: Line }> {
      const terminal = new TerminalActor(terminalId);
      const on = await this.line();
      await terminal.signIn(on);
      return { terminal, on };
    },
    /** Why connections ended so far. */
    ended: (): string[] =>
      world.events.flatMap((event) => (event.kind === 'connection-closed' ? [event.end] : [])),
  };
}

/** Looks again and again: for what the gateway does without telling anybody outside. */
export async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
}
