/** What somebody types to open a wallet: each wrong part is named, and nothing is said of what is known here. */
import type { SignUp } from '#adapters/wallet-sign-in';
import {
  type IdFault,
  idFault,
  isPhone,
  isRealName,
  needsGuardian,
  normalIdNumber,
  normalName,
  normalPhone,
} from '#domain/person';
import { PASSWORD_FAULTS, passwordFault } from '#domain/sign-in';
import { type InputError, Problem } from '../problems.ts';

const ID_FAULTS = {
  'id-shape': { zh: '身份证号码应为 18 位', en: 'must be the 18 characters of a resident identity card' },
  'id-region': { zh: '身份证号码的地区不存在', en: 'begins with a region that does not exist' },
  'id-birth': { zh: '身份证号码中的出生日期不存在', en: 'has a birth date that does not exist' },
  'id-check': { zh: '身份证号码校验位不符，请核对', en: 'has a wrong check digit: look for a mistyped one' },
} as const satisfies Record<IdFault, { zh: string; en: string }>;
const NAME_FAULT = { zh: '请填写身份证上的姓名', en: 'must be the name on the identity card' };
const PHONE_FAULT = { zh: '请填写 11 位手机号', en: 'must be a mobile number of the mainland' };

type Given = Omit<SignUp, 'language'> & { readonly language?: 'zh' | 'en' };

/** What a new password is refused for, given what others know of its person. */
export function requirePassword(password: string, own: readonly string[]): void {
  const fault = passwordFault(password, own);
  if (fault === null) return;
  const words = PASSWORD_FAULTS[fault];
  throw new Problem('password-not-taken', {
    ...{ detail: `The password ${words.en}.`, detailZh: `密码${words.zh}。`, members: { fault } },
  });
}

/** @throws Problem `input-not-valid`, `guardian-needed`, `password-not-taken` */
export function soundSignUp(given: Given, nowMs: number): SignUp {
  const name = normalName(given.name);
  const idNumber = normalIdNumber(given.idNumber);
  const phone = normalPhone(given.phone);
  const faultOfId = idFault(idNumber, nowMs);
  const faults = [
    ...(isRealName(name) ? [] : [['/name', NAME_FAULT] as const]),
    ...(faultOfId === null ? [] : [['/idNumber', ID_FAULTS[faultOfId]] as const]),
    ...(isPhone(phone) ? [] : [['/phone', PHONE_FAULT] as const]),
  ];
  if (faults.length > 0) {
    const errors = faults.map(([pointer, { en }]): InputError => ({ in: 'body', pointer, detail: en }));
    const detail = errors.map((each) => `${each.pointer.slice(1)} ${each.detail}`).join('; ');
    throw new Problem('input-not-valid', {
      ...{ detail, detailZh: faults.map(([, { zh }]) => zh).join('；'), errors },
    });
  }
  if (needsGuardian(idNumber, nowMs)) throw new Problem('guardian-needed');
  requirePassword(given.password, [name, phone, idNumber, idNumber.slice(-8), idNumber.slice(6, 14)]);
  return { ...given, name, idNumber, phone, language: given.language ?? 'zh' };
}
