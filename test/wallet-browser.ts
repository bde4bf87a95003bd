/** A cardholder's browser: it keeps all cookies, so that it is one device, and sends what pages send. */
import { randomInt } from 'node:crypto';
import { Passwords, tokenHash } from '#adapters/sign-in';
import { personRow } from '#adapters/wallet-sign-in';
import { idCheckDigit, type PersonState } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import type { Answered, Call, HttpWorld } from './http-api-world.ts';

const passwords = new Passwords();
export const HOLDER_PASSWORD = 'correct horse battery';
const hashed = new Map<string, Promise<string>>();
const hashOf = (password: string): Promise<string> => {
  const known = hashed.get(password) ?? passwords.hash(password);
  hashed.set(password, known);
  return known;
};

const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');
const letters = (count: number): string =>
  Array.from({ length: count }, () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[randomInt(32)]).join('');

export const someWalletId = (): WalletId => `wal_${letters(16)}` as WalletId;
export const somePhone = (): string => `139${digits(8)}`;
/** Of an adult; the order 000 is on no card. */
export function someIdNumber(birth = '19900307'): string {
  const region = `1101${String(randomInt(1, 10)).padStart(2, '0')}`;
  const first = `${region}${birth}${digits(3)}`;
  return first + idCheckDigit(first);
}

export interface MadeHolder {
  readonly personId: string;
  readonly walletId: WalletId;
  readonly phone: string;
  readonly idNumber: string;
  readonly name: string;
  readonly password: string;
}

/** A cardholder with a row of its own, and no wallet in the books unless one is opened under `walletId`. */
export async function makeHolder(
  world: Pick<HttpWorld, 'personStore' | 'security' | 'options'>,
  changed: Partial<Omit<MadeHolder, 'personId'>> & {
    readonly demo?: boolean;
    readonly state?: PersonState;
  } = {},
): Promise<MadeHolder> {
  const { phone = somePhone(), idNumber = someIdNumber(), name = '测试持卡人' } = changed;
  const { password = HOLDER_PASSWORD, walletId = someWalletId(), demo = false, state = 'active' } = changed;
  const given = { name, idNumber, phone, walletId, state, demo, language: 'zh' } as const;
  const nowMs = world.options.clock.nowMs();
  const row = await personRow(world.security, { ...given, password: await hashOf(password) }, nowMs);
  if (!(await world.personStore.add(row))) throw new Error('somebody has this telephone');
  return { personId: row.id, walletId, phone, idNumber, name, password };
}

type Method = Parameters<HttpWorld['call']>[0];

export class HolderBrowser {
  readonly cookies = new Map<string, string>();
  csrf: string | null = null;
  readonly #world: HttpWorld;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(world: HttpWorld, headers: Readonly<Record<string, string>> = {}) {
    this.#world = world;
    this.#headers = headers;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** The secret of the device, by which the platform knows this browser again. */
  get device(): string | null {
    return [...this.cookies].find(([name]) => name.endsWith('yuanlu-device'))?.[1] ?? null;
  }

  async call(method: Method, url: string, options: Omit<Call, 'key'> = {}): Promise<Answered> {
    const answered = await this.#world.call(method, url, {
      ...options,
      key: null,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(this.cookies.size === 0 ? {} : { cookie: this.cookie }),
        ...(this.csrf === null || method === 'GET' ? {} : { 'x-csrf-token': this.csrf }),
        ...this.#headers,
        ...options.headers,
      },
    });
    for (const given of [answered.headers['set-cookie'] ?? []].flat() as string[]) {
      const [name = '', value = ''] = given.split(';')[0]!.split('=');
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    if (typeof answered.body.csrf === 'string') this.csrf = answered.body.csrf;
    return answered;
  }

  signIn(given: {
    readonly phone: string;
    readonly password?: string;
    readonly code?: string;
  }): Promise<Answered> {
    return this.call('POST', '/v1/wallet/session', { body: given });
  }
}

/** The code that was sent last to a telephone, as whoever holds it reads it; null: none. */
export async function codeSentTo(world: HttpWorld, phone: string): Promise<string | null> {
  const index = await world.security.mark('telephone', phone);
  const { items } = await world.noticeStore.texts.list({ cursor: null, limit: 100 });
  const row = items.find(({ numberIndex, kind }) => numberIndex === index && kind === 'wallet-code');
  return row?.secretSeal == null ? null : world.security.unseal('sms-code', row.secretSeal, row.id);
}

/** From now on this browser is a device that its holder has proven before. */
export async function trust(world: HttpWorld, browser: HolderBrowser, holder: MadeHolder): Promise<void> {
  if (browser.device === null) await browser.signIn({ phone: somePhone(), password: 'of nobody at all' });
  const device = tokenHash(browser.device ?? '');
  const person = await world.personStore.byId(holder.personId);
  if (person === null) throw new Error('no such person');
  await world.personStore.rememberDevice(person.id, device, 'test', world.options.clock.nowMs());
}

/** Somebody new, signed in by password at a device of their own. */
export async function signedInHolder(
  world: HttpWorld,
  changed: Parameters<typeof makeHolder>[1] = {},
): Promise<HolderBrowser & { readonly holder: MadeHolder }> {
  const holder = await makeHolder(world, changed);
  const browser = new HolderBrowser(world);
  await trust(world, browser, holder);
  const { phone, password } = holder;
  const answered = await browser.signIn({ phone, password });
  if (answered.status !== 200) throw new Error(`the holder could not sign in: ${answered.text}`);
  return Object.assign(browser, { holder });
}
