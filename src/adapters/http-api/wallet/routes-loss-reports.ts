/**
 * A report of loss without the phone and without a sign-in. Who knows a telephone number alone stops nothing: the ID
 * number has to belong to it, and the password or the whole number of a bound card has to be right. Nobody learns
 * anything from it: the answer, and how long it takes, are the same whether somebody is known or not, whether it was
 * right or wrong; what came of it is written to the telephones. Tries are counted by address and by number, together
 * with those of signing in, and each one needs a code at a number at which its sender can be reached, which are
 * bounded too. Guessing is therefore no easier here than at the sign-in, and the worst that it brings is a stop, which
 * moves no money.
 */

import { maskPhone, normalPhone } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import type { Api } from '../api-type.ts';
import { requireOwnPage } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { holderPlace } from './holder.ts';
import { stopAndReport } from './routes-losses.ts';
import { holderRefusal } from './routes-session.ts';
import { SENT } from './routes-sign-up.ts';
import { LossCodeBody, LossReceived, LossReportBody } from './schemas-losses.ts';
import { SentSchema } from './schemas-session.ts';

const TAG = 'wallet';
const config = { access: 'public' } as const;
const PUBLIC = { isPublic: true } as const;
/** Of no wallet: looked up where nobody is known, so that the work is the same. */
const NOBODY = 'wal_0000000000000000' as WalletId;
/** Of no card. */
const NO_CARD = '6200000000000000';
/** Longer than the work of a report takes, so that the time of an answer tells nothing of it. */
const ANSWER_MS = 1_500;

const RECEIVED = {
  received: true as const,
  words: {
    zh: '已收到。信息无误的，钱包已全部停用，结果会发短信到您填写的号码和钱包绑定的号码；未收到短信的，请带身份证件到网点或致电客服挂失。',
    en:
      'Received. If what you told is right, everything is stopped and a text says so to the number you named and to ' +
      'that of the wallet. No text? Come with your document, or call us.',
  },
};

export function addLossReportRoutes(app: Api, options: HttpApiOptions): void {
  const { holders, security, reader } = options;

  app.post(
    '/v1/wallet/loss-reports/codes',
    {
      config,
      schema: docs(
        'sendLossCode',
        TAG,
        'A code to a number at which you can be reached while your phone is gone',
        { body: LossCodeBody },
        { 202: SentSchema },
        PUBLIC,
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const { reachableAt: phone, language: lang = 'zh' } = request.body;
      const refused = await holders.sendLossCode(holderPlace(request, reply, options), { phone, lang });
      if (refused !== null) throw holderRefusal(refused);
      return reply.code(202).send({ ...SENT });
    },
  );

  app.post(
    '/v1/wallet/loss-reports',
    {
      config,
      schema: docs(
        'reportLossWithoutPhone',
        TAG,
        'Report a loss without the phone: everything stops at once if what is told is right',
        { body: LossReportBody },
        { 202: LossReceived },
        {
          ...PUBLIC,
          description: 'The answer is the same whatever is known. What came of it is written by text.',
        },
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const { body } = request;
      const place = holderPlace(request, reply, options);
      if (!(await holders.takeLossCode(body.reachableAt, body.code))) throw new Problem('code-wrong');
      const { phone, idNumber, password = null, card } = body;
      const answered = new Promise<void>((resolve) => setTimeout(resolve, ANSWER_MS));
      const known = await holders.knows(place, { phone, idNumber, password });
      if (known === 'busy') throw new Problem('busy');
      if ('waitMs' in known) throw holderRefusal({ refused: 'too-many-tries', waitMs: known.waitMs });
      const [wallet, sealed] = await Promise.all([
        reader.wallet(known.wallet ?? NOBODY),
        security.sealPan(card ?? NO_CARD),
      ]);
      const cardRight =
        card !== undefined &&
        wallet?.bindings.some(({ state, card: { index } }) => state !== 'unbound' && index === sealed.index);
      if (
        wallet !== null &&
        wallet.status.state !== 'closed' &&
        (known.passwordRight || cardRight === true)
      ) {
        const by = `${maskPhone(normalPhone(body.reachableAt))}`;
        await stopAndReport(options, wallet.id, {
          report: {
            ...{ what: body.what, deviceCardIds: [], bindingIds: [], theft: body.stolen ?? false },
            ...{ happenedAtMs: null, words: by, door: 'public', by, language: body.language ?? 'zh' },
          },
          ...{ payments: [], key: request.id, except: null },
        });
        await holders.forgive(place, phone);
        await holders.tellStopped(wallet.id, body.reachableAt);
      }
      await answered;
      return reply.code(202).send(RECEIVED);
    },
  );
}
