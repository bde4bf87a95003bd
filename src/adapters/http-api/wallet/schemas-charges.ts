/** Scanning a merchant's code, and contracts by which a merchant charges. */
import { type Static, Type } from 'typebox';
import { LIMITS } from '#engine';
import { MERCHANT_CODE_LENGTH_MAX } from '#wire/qr';
import { Instant, nullable, Words } from '../schemas-basic.ts';
import { Amount, closed, Id } from '../schemas-input.ts';
import { SourceName } from './schemas-money.ts';
import { DeductionSchema, SourceSchema } from './schemas-wallet.ts';

export const ScanBody = Type.Object(
  {
    code: Type.String({
      minLength: 1,
      maxLength: MERCHANT_CODE_LENGTH_MAX,
      description: 'The text of the code, as the camera read it.',
    }),
  },
  { ...closed, title: 'ScanWanted' },
);

export const ScanSchema = Type.Object(
  {
    id: Type.String({ description: 'What would be paid: the order behind the code.' }),
    merchant: Words,
    subject: Type.String(),
    amount: Type.Integer({ description: 'Fen.' }),
    sources: Type.Array(SourceSchema, { description: 'In the order in which they are tried.' }),
    expiresAt: Type.Unsafe<string>(Instant),
  },
  { title: 'Scan' },
);
export type ScanView = Static<typeof ScanSchema>;

export const ScanPayBody = Type.Object(
  { source: Type.Optional(nullable(SourceName)) },
  { ...closed, title: 'ScanToPay', description: 'Left out: the sources are tried in their order.' },
);

export const DeductionBody = Type.Object(
  {
    merchant: Id,
    subject: Type.String({ minLength: 1, maxLength: 60, pattern: '^[^\\p{Cc}]+$' }),
    perPayment: Amount,
    source: SourceName,
  },
  { ...closed, title: 'DeductionToSign', description: 'The merchant may take so much at once, by itself.' },
);
export const DeductionSignedSchema = Type.Object(
  {
    deduction: DeductionSchema,
    agreement: Type.String({
      description: 'By this the merchant charges: POST /v1/deductions/{agreement}/charges.',
    }),
  },
  { title: 'DeductionSigned' },
);
export type DeductionSignedView = Static<typeof DeductionSignedSchema>;

export const ChargeParams = Type.Object({
  id: Type.String({ pattern: '^ddn_[0-9A-HJKMNP-TV-Z]{16}\\.wal_[0-9A-HJKMNP-TV-Z]{16}$' }),
});
export const ChargeBody = Type.Object(
  {
    orderNo: Type.String({ minLength: 1, maxLength: LIMITS.orderNoMax, pattern: '^[0-9A-Za-z_-]+$' }),
    amount: Amount,
    subject: Type.String({ minLength: 1, maxLength: LIMITS.orderSubjectMax }),
  },
  { ...closed, title: 'Charge' },
);
