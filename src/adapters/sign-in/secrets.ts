/** Ids and secrets of sign-ins. */
import { createHash, randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Without letters and digits that are read as one another. */
const SPOKEN = 'abcdefghjkmnpqrstuvwxyz23456789';
const pick = (from: string, count: number): string =>
  Array.from({ length: count }, () => from[randomInt(from.length)]).join('');

/** `stf` of the staff, `prs` a cardholder, `sit` a sign-in, `cod` a code by text, `chk` a check, `cns` a consent. */
type Prefix = 'stf' | 'prs' | 'sit' | 'cod' | 'chk' | 'cns';

/** Letters alone: no log masks them for looking like a card number. */
export const newId = (prefix: Prefix): string => `${prefix}_${pick(LETTERS, 20)}`;

/** 256 bits; the database has its hash. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const tokenHash = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');
/** What a page must send beside the cookie: made of the token, which no page can read. */
export const csrfOf = (token: string): string =>
  createHash('sha256').update(`yuanlu csrf ${token}`, 'utf8').digest('base64url');

/** A password to be told to somebody: 4 groups of 4, 79 bits. */
export const newOneTimePassword = (): string => Array.from({ length: 4 }, () => pick(SPOKEN, 4)).join('-');

export const keyOfTry = (text: string): string =>
  createHash('sha256').update(text, 'utf8').digest('base64url');
