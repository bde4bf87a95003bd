/** What may be asked of a wallet's money: cards, top-ups, payouts, codes. */
import { type Static, Type } from 'typebox';
import { Instant, nullable } from '../schemas-basic.ts';
import { Amount, CancelHeaders, closed, Id } from '../schemas-input.ts';
import { SourceSchema } from './schemas-wallet.ts';

export const MoneyHeaders = CancelHeaders;

export const CardBody = Type.Object(
  {
    card: Type.String({
      pattern: '^\\d{12,19}$',
      description: 'The number on the card. It is sealed at once.',
    }),
    expiry: Type.String({ pattern: '^(0[1-9]|1[0-2])/\\d{2}$', description: 'As on the card: MM/YY.' }),
    phone: Type.Optional(
      Type.String({
        pattern: '^1\\d{10}$',
        description: 'The telephone that the bank has; left out: that of the wallet.',
      }),
    ),
  },
  { ...closed, title: 'CardToBind' },
);

export const CardBegunSchema = Type.Object(
  {
    id: Type.String(),
    sentTo: Type.String({ description: 'The telephone that the bank texts its code to, masked.' }),
    expiresAt: Type.Unsafe<string>(Instant),
  },
  { title: 'CardBindingBegun' },
);
export type CardBegunView = Static<typeof CardBegunSchema>;

export const CodeBody = Type.Object(
  { code: Type.String({ pattern: '^\\d{4,8}$', description: "What the bank's text said." }) },
  { ...closed, title: 'BankCode' },
);

export const TransferBody = Type.Object(
  { amount: Amount, cardId: Id },
  { ...closed, title: 'WalletTransfer', description: 'A debit card that is bound to the wallet.' },
);

/** A source by its card, or `balance`. */
export const SourceName = Type.String({
  pattern: '^(balance|bnd_[0-9A-Z]{16})$',
  description: '`balance`, or the id of a bound card.',
});

export const SourceOrderBody = Type.Object(
  { order: Type.Array(SourceName, { maxItems: 40, uniqueItems: true }) },
  { ...closed, title: 'SourceOrder', description: 'What is left out comes last.' },
);
export const SourceOrderSchema = Type.Object(
  { order: Type.Array(SourceSchema) },
  { title: 'SourcesInOrder' },
);

export const PayCodeBody = Type.Object(
  { source: Type.Optional(nullable(SourceName)) },
  { ...closed, title: 'PayCodeWanted', description: 'Left out: the sources are tried in their order.' },
);
export const PayCodeSchema = Type.Object(
  {
    code: Type.String({ description: 'Nineteen digits: what the bar code and the QR code say.' }),
    expiresAt: Type.Unsafe<string>(Instant),
    source: nullable(SourceSchema),
  },
  { title: 'PayCode' },
);
export type PayCodeView = Static<typeof PayCodeSchema>;
