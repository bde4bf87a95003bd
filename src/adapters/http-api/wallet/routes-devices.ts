/** A card goes onto a telephone or a watch; in a demonstration it is held to the virtual terminal of the shop. */
import { PROOF_NEEDS } from '#domain/person';
import type { MOVEMENT_KINDS, WalletPayment } from '#domain/wallet';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import type { TillAct, TillOrder } from '../till/till-desk.ts';
import { requirePerson } from './holder.ts';
import { actKey, done, sourceNamed, walletFor } from './money-acts.ts';
import { requireProof } from './proof.ts';
import { seenWallet } from './routes-wallet.ts';
import {
  DeviceCardBody,
  DeviceCardMadeSchema,
  type DeviceCardMadeView,
  TapBody,
  TapSchema,
  type TapView,
} from './schemas-devices.ts';
import { MoneyHeaders } from './schemas-money.ts';
import { deviceCardView, movementView } from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

function addAdding(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/wallet/device-cards',
    {
      ...holder,
      schema: docs(
        'addDeviceCard',
        TAG,
        'Put a card onto a telephone or a watch: a number and keys of its own',
        { headers: MoneyHeaders, body: DeviceCardBody },
        { 201: DeviceCardMadeSchema, 200: DeviceCardMadeSchema },
        {
          description:
            'Wants a proof of who is there. 200: this key added it before; its keys are told once.',
        },
      ),
    },
    async (request, reply): Promise<DeviceCardMadeView> => {
      const { walletId: book } = requirePerson(request);
      await requireProof(request, options, PROOF_NEEDS['own-security']);
      const { source: name, device, publicKey } = request.body;
      const source = sourceNamed(await walletFor(options, book), name);
      const made = await options.walletTools.token({
        ...{
          name: device.name,
          publicKey: publicKey === undefined ? null : Buffer.from(publicKey, 'base64'),
        },
      });
      if (made === null)
        throw inputProblem('body', '/publicKey', 'is missing: this server has no virtual telephones');
      const told = done(
        await options.engine.submit({
          ...{ type: 'wallet-act', book, by: 'holder', key: actKey(request) },
          act: { kind: 'add-device-card', token: made.token, source, device },
        }),
      );
      if (!told.repeated) await made.keep?.(told.made ?? '');
      const seen = await seenWallet(options, book);
      const card = seen.wallet.deviceCards.find(({ id }) => id === told.made);
      if (card === undefined) throw new Problem('wallet-part-not-found');
      reply.code(told.repeated ? 200 : 201);
      const { given } = made;
      return {
        card: deviceCardView(seen, card),
        personalisation:
          given === null || told.repeated
            ? null
            : { ...given, keys: Buffer.from(given.keys).toString('base64') },
      };
    },
  );
}

const orderFor = (deviceCardId: string, amountFen: bigint, unlocked: boolean): TillOrder => ({
  ...{ act: 'sale', amountFen, card: deviceCardId, entry: 'tap', pin: null, code: null, stan: null },
  ...{ batchNo: null, operator: null, loseAnswer: false, unlocked },
});

/** Waits for the end of the act, as a customer at the counter does. */
async function ended(options: HttpApiOptions, begun: TillAct): Promise<TillAct> {
  const untilMs = options.clock.nowMs() + options.limits.httpWaitMaxMs;
  let act = begun;
  while (act.endedMs === null && options.clock.nowMs() < untilMs)
    act = (await options.till?.watch(act, act.steps.length, untilMs - options.clock.nowMs())) ?? act;
  return act;
}

function addTapping(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/wallet/taps',
    {
      ...holder,
      schema: docs(
        'tapPhone',
        TAG,
        'In a demonstration: the shop enters an amount, and the virtual telephone is held to its terminal',
        { headers: MoneyHeaders, body: TapBody },
        { 200: TapSchema },
      ),
    },
    async (request): Promise<TapView> => {
      const { walletId: book } = requirePerson(request);
      const { till } = options;
      if (till === undefined || !till.demo) throw new Problem('not-found');
      const { deviceCardId, amount, unlocked = false, terminal: named } = request.body;
      const wallet = await walletFor(options, book);
      if (!wallet.deviceCards.some(({ id }) => id === deviceCardId))
        throw new Problem('wallet-part-not-found');
      const terminal = (await till.terminals()).find(
        ({ terminalId }) => named === undefined || terminalId === named,
      );
      if (terminal === undefined) throw new Problem('not-found');
      const key = `${book}/${actKey(request)}`;
      const order = orderFor(deviceCardId, BigInt(amount), unlocked);
      // Whoever holds a telephone to the reader a second time means it.
      const confirmed = (await till.journal(terminal)).batch.map(({ batchNo, stan }) => `${batchNo}/${stan}`);
      const begun = await till.begin(terminal, key, order, { confirmed, isUndone: async () => false });
      if (begun.state === 'busy') throw new Problem('till-busy');
      if (begun.state !== 'begun' && begun.state !== 'repeated') throw new Problem('till-trouble');
      const act = await ended(options, begun.act);
      const { result, trouble } = act;
      const words = result?.words ?? trouble ?? { zh: '终端未作答', en: 'the terminal has not answered' };
      return {
        result: result?.result ?? 'unknown',
        approved: result?.result === 'approved',
        code: result?.code ?? null,
        words: { zh: words.zh, en: words.en },
        ...{ shop: terminal.merchantName, terminal: terminal.terminalId },
        movement: await movementOf(options, book, act),
      };
    },
  );
}

const TAPPED: readonly (typeof MOVEMENT_KINDS)[number][] = ['tap', 'transit'];

/** What the tap did to the wallet: the newest movement of this terminal and amount since it began. */
async function movementOf(
  options: HttpApiOptions,
  book: WalletPayment['book'],
  { terminalId, amountFen, startedMs }: TillAct,
): Promise<TapView['movement']> {
  const wallet = await walletFor(options, book as never);
  const { items } = await options.reader.movements({ book: wallet.id, cursor: null, limit: 10 });
  const found = items.find(
    (each) =>
      TAPPED.includes(each.kind) &&
      each.merchant?.terminalId === terminalId &&
      each.amountFen === amountFen &&
      each.atMs >= startedMs,
  );
  return found === undefined ? null : movementView(wallet, found);
}

export function addDeviceRoutes(app: Api, options: HttpApiOptions): void {
  addAdding(app, options);
  addTapping(app, options);
}
