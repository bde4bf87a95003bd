/** What is written to the telephones of cardholders about signing in. */
import { makeId } from '#adapters/notifications';
import type { NewText } from '#adapters/postgres';
import { maskPhone, SMS_CODE_LIFETIME_MS } from '#domain/person';
import { SMS_SECRET_MARK } from '#engine';
import type { Parts } from './types.ts';

const MINUTES = SMS_CODE_LIFETIME_MS / 60_000;

type Words = { readonly zh: string; readonly en: string };

/** The secret stands where its mark is, once. */
export const CODE_TEXTS = {
  session: {
    zh: `【原路】验证码 ${SMS_SECRET_MARK}，用于登录或开通钱包，${MINUTES} 分钟内有效。任何人索要验证码均为诈骗，请勿告知他人。`,
    en:
      `[Yuanlu] ${SMS_SECRET_MARK} is your code to sign in to a wallet or open one, for ${MINUTES} minutes. ` +
      'Tell it to nobody: we never ask for it.',
  },
  loss: {
    zh: `【原路】验证码 ${SMS_SECRET_MARK}，用于挂失钱包时确认此号码可联系，${MINUTES} 分钟内有效。非本人操作请忽略。`,
    en:
      `[Yuanlu] ${SMS_SECRET_MARK} shows that a report of loss can be answered at this number, for ${MINUTES} ` +
      'minutes. If that is not you, do nothing.',
  },
  proof: {
    zh: `【原路】验证码 ${SMS_SECRET_MARK}，用于钱包身份验证，${MINUTES} 分钟内有效。非本人操作请立即挂失。`,
    en:
      `[Yuanlu] ${SMS_SECRET_MARK} is your code to prove who you are in your wallet, for ${MINUTES} minutes. ` +
      'If that is not you, report a loss at once.',
  },
} as const satisfies Record<string, Words>;

export const SIGN_UP_TEXTS = {
  opened: {
    zh: '【原路】您的钱包已开通，请用手机号和密码登录。',
    en: '[Yuanlu] Your wallet is open: sign in with your telephone and password.',
  },
  'telephone-taken': {
    zh: '【原路】有人用此手机号申请开通钱包。该号码已有钱包，原密码不变；如非本人操作，请修改密码。',
    en:
      '[Yuanlu] Somebody wanted to open a wallet with this telephone. It has one already, with its password as ' +
      'before; if that was not you, change the password.',
  },
  'identity-used-again': {
    zh: '【原路】您的身份证件刚被用于开通另一个钱包。如非本人操作，请立即联系客服。',
    en: '[Yuanlu] Another wallet was opened with your identity number. If that was not you, call us at once.',
  },
} as const satisfies Record<string, Words>;

export const LOSS_TEXTS = {
  /** To the number at which whoever reported can be reached, and to that of the wallet. */
  stopped: {
    zh: '【原路】已按您的申请挂失，钱包支付已全部停用，所有登录已失效。请携身份证件到网点核验后恢复。',
    en:
      '[Yuanlu] The loss is reported: your wallet is stopped and every sign-in has ended. Staff who see you with ' +
      'your document set it going again.',
  },
} as const satisfies Record<string, Words>;

export async function textFor(
  parts: Parts,
  to: { readonly phone: string; readonly phoneIndex: string; readonly lang: 'zh' | 'en' },
  what: {
    readonly kind: 'wallet-code' | 'wallet-sign-up' | 'wallet-loss';
    readonly subject: string;
    readonly words: Words;
    readonly secret: string | null;
    readonly untilMs: number | null;
  },
): Promise<NewText> {
  const { security, clock } = parts;
  const createdMs = clock.nowMs();
  const id = makeId('sms', createdMs);
  const { kind, subject, words, secret, untilMs } = what;
  return {
    // Of no book: whose telephone it is must not show in the outbox either.
    ...{ id, book: '', subject, kind, numberIndex: to.phoneIndex, numberMask: maskPhone(to.phone) },
    ...{ lang: to.lang, text: words[to.lang], createdMs, untilMs },
    numberSeal: await security.seal('telephone', to.phone, id),
    secretSeal: secret === null ? null : await security.seal('sms-code', secret, id),
  };
}
