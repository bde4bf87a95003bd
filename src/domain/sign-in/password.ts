/** Which passwords are taken. Length is what counts; rules about kinds of characters make people write them down. */

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;

/** Pieces that a password may hold but not consist of; beside them at least six other characters are wanted. */
const COMMON = [
  ...[
    'password',
    'passw0rd',
    'qwertyuiop',
    'qwerty',
    'asdfghjkl',
    'zxcvbnm',
    'letmein',
    'welcome',
    'iloveyou',
  ],
  ...[
    'admin',
    'administrator',
    'cashier',
    'operator',
    'supervisor',
    'auditor',
    'merchant',
    'yuanlu',
    'unionpay',
  ],
  ...[
    'woaini',
    '5201314',
    '123456789',
    '987654321',
    '12345678',
    '123456',
    '1234',
    '111111',
    '000000',
    '666666',
  ],
  ...[
    '888888',
    '112233',
    '123123',
    'abc123',
    'abcdef',
    'abcd',
    '1q2w3e4r',
    '1qaz2wsx',
    'qazwsx',
    'mima',
    'demo',
  ],
] as const;
const OTHER_CHARACTERS_MIN = 6;
const DIFFERENT_MIN = 5;

export type PasswordFault =
  | 'too-short'
  | 'too-long'
  | 'not-readable'
  | 'too-common'
  | 'of-the-person'
  | 'as-before';

/** The same password however it was typed: full or half width, composed or not. */
export const normalPassword = (text: string): string => text.normalize('NFKC');

/** What is wrong with a new password; `null`: it is taken. `own`: what others know of its person. */
export function passwordFault(text: string, own: readonly string[]): PasswordFault | null {
  const password = normalPassword(text);
  const characters = [...password];
  if (!text.isWellFormed() || /\p{Cc}/u.test(password)) return 'not-readable';
  if (characters.length < PASSWORD_MIN) return 'too-short';
  if (characters.length > PASSWORD_MAX) return 'too-long';
  const small = password.toLowerCase();
  const names = own.map((each) => each.toLowerCase()).filter((each) => each.length > 2);
  if (names.some((each) => left(small, [each]) < OTHER_CHARACTERS_MIN)) return 'of-the-person';
  if (new Set(characters).size < DIFFERENT_MIN || left(small, COMMON) < OTHER_CHARACTERS_MIN)
    return 'too-common';
  return null;
}

/** How many letters and digits are left when the pieces are taken out. */
function left(text: string, pieces: readonly string[]): number {
  let rest = text;
  for (const piece of pieces) rest = rest.split(piece).join(' ');
  return [...rest].filter((each) => /[\p{L}\p{N}]/u.test(each)).length;
}

export const PASSWORD_FAULTS = {
  'too-short': { zh: `至少 ${PASSWORD_MIN} 个字符`, en: `must have at least ${PASSWORD_MIN} characters` },
  'too-long': { zh: `最多 ${PASSWORD_MAX} 个字符`, en: `must have at most ${PASSWORD_MAX} characters` },
  'not-readable': { zh: '含有不可输入的字符', en: 'has characters that cannot be typed' },
  'too-common': { zh: '太常见，容易被猜到', en: 'is too common and easily guessed' },
  'of-the-person': {
    zh: '不得主要由登录名、姓名、手机号或证件号码组成',
    en: 'must not be made of your login, name, telephone or ID number',
  },
  'as-before': { zh: '须与原密码不同', en: 'must differ from the one before' },
} as const satisfies Record<PasswordFault, { zh: string; en: string }>;
