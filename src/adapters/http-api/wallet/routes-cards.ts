/** Binding a bank card: its issuer is asked, texts its customer, and confirms by the code. */
import { PROOF_NEEDS } from '#domain/person';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { requirePerson } from './holder.ts';
import { requireProof } from './proof.ts';
import { seenWallet } from './routes-wallet.ts';
import { CardBegunSchema, type CardBegunView, CardBody, CodeBody } from './schemas-money.ts';
import { CardSchema, type CardView } from './schemas-wallet.ts';
import { cardView } from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };
/** F23 of a number that was typed: no chip told it. */
const NO_SEQUENCE = null;

const maskedPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`;

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const part = at % 2 === 0 ? digit : digit * 2;
    sum += part > 9 ? part - 9 : part;
  }
  return sum % 10 === 0;
}

export function addCardRoutes(app: Api, options: HttpApiOptions): void {
  const { engine, holders, security, walletTools } = options;

  app.post(
    '/v1/wallet/cards',
    {
      ...holder,
      schema: docs(
        'beginCardBinding',
        TAG,
        'Ask the bank of a card to know its customer: it texts a code',
        { body: CardBody },
        { 202: CardBegunSchema },
        {
          description:
            'Name and ID number are those of the wallet: a card of another person is refused, in the words in which ' +
            'everything is refused that the bank does not confirm. Wants a proof of who is there.',
        },
      ),
    },
    async (request, reply): Promise<CardBegunView> => {
      const { walletId } = requirePerson(request);
      await requireProof(request, options, PROOF_NEEDS.bind);
      const { card: pan, expiry: printed, phone: named } = request.body;
      const details = await holders.details(walletId);
      if (details === null) throw new Problem('wallet-not-found');
      const bank = passesLuhn(pan) ? walletTools.bankOf(pan) : null;
      if (bank === null) throw new Problem('wallet-card-not-verified');
      const phone = named ?? details.phone;
      const [month = '', year = ''] = printed.split('/');
      const sealed = { ...(await security.sealPan(pan)), expiry: `${year}${month}`, sequence: NO_SEQUENCE };
      const told = await engine.bindings.ask({
        ...{ book: walletId, bound: { card: sealed, ...bank }, by: 'holder' },
        holder: { name: details.name, idNumber: details.idNumber, phone },
      });
      if (told.id === null || told.expiresMs === null) throw new Problem(told.outcome);
      reply.code(202);
      return { id: told.id, sentTo: maskedPhone(phone), expiresAt: instant(told.expiresMs) };
    },
  );

  app.post(
    '/v1/wallet/cards/:id/code',
    {
      ...holder,
      schema: docs(
        'confirmCardBinding',
        TAG,
        "Bring the bank's code back: the card is bound",
        { params: IdParams, body: CodeBody },
        { 200: CardSchema },
      ),
    },
    async (request): Promise<CardView> => {
      const { walletId } = requirePerson(request);
      const { code } = request.body;
      const reply = await engine.bindings.confirm(walletId, request.params.id, { code, by: 'holder' });
      if (reply.outcome !== 'accepted') throw new Problem(reply.outcome);
      const seen = await seenWallet(options, walletId);
      const found = seen.wallet.bindings.find(({ id }) => id === reply.made);
      if (found === undefined) throw new Problem('wallet-part-not-found');
      return cardView(seen, found);
    },
  );
}
