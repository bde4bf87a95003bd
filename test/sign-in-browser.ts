/** A browser as far as signing in is concerned: it keeps the cookie and sends what pages send. */
import { newId, Passwords } from '#adapters/sign-in';
import { DEMO_STAFF, SIDES, type StaffRole } from '#domain/staff';
import { type Answered, type Call, type HttpWorld, SHOP } from './http-api-world.ts';

const passwords = new Passwords();
const PASSWORD = 'correct horse battery';
const hashed = new Map<string, Promise<string>>();
const hashOf = (password: string): Promise<string> => {
  const known = hashed.get(password) ?? passwords.hash(password);
  hashed.set(password, known);
  return known;
};

export interface Made {
  readonly id: string;
  readonly login: string;
  readonly password: string;
}

/** Somebody of a role, who may do all of it at once unless told otherwise. */
export async function makeStaff(
  world: HttpWorld,
  role: StaffRole,
  changed: {
    readonly login?: string;
    readonly book?: string;
    readonly password?: string;
    readonly demo?: boolean;
    readonly oneTimeMs?: number;
    readonly locked?: boolean;
  } = {},
): Promise<Made> {
  const id = newId('stf');
  const { login = `${role}-${id.slice(-6)}`, password = PASSWORD } = changed;
  await world.staffStore.add({
    ...{ id, login, name: `Somebody ${role}`, role, language: 'en', locked: changed.locked ?? false },
    // Without the second proof that is asked of real people of the institution.
    demo: changed.demo ?? SIDES[role] === 'operator',
    book: SIDES[role] === 'merchant' ? (changed.book ?? SHOP) : null,
    password: await hashOf(password),
    ...{ oneTimeMs: changed.oneTimeMs ?? null, totpSealed: null, createdMs: 0, createdBy: 'test' },
  });
  return { id, login, password };
}

export const seedDemo = (world: HttpWorld): Promise<unknown> =>
  Promise.all(
    DEMO_STAFF.map(({ login, role, password }) => makeStaff(world, role, { login, password, demo: true })),
  );

type Method = 'GET' | 'POST' | 'DELETE';

export class Browser {
  cookie: string | null = null;
  csrf: string | null = null;
  readonly #world: HttpWorld;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(world: HttpWorld, headers: Readonly<Record<string, string>> = {}) {
    this.#world = world;
    this.#headers = headers;
  }

  async call(method: Method, url: string, options: Omit<Call, 'key'> = {}): Promise<Answered> {
    const answered = await this.#world.call(method, url, {
      ...options,
      key: null,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(this.cookie === null ? {} : { cookie: this.cookie }),
        ...(this.csrf === null || method === 'GET' ? {} : { 'x-csrf-token': this.csrf }),
        ...this.#headers,
        ...options.headers,
      },
    });
    const [given] = [answered.headers['set-cookie'] ?? []].flat() as string[];
    if (given !== undefined) this.cookie = given.split(';')[0] ?? null;
    if (typeof answered.body.csrf === 'string') this.csrf = answered.body.csrf;
    return answered;
  }

  signIn(login: string, password: string = PASSWORD, code?: string): Promise<Answered> {
    const body = { login, password, ...(code === undefined ? {} : { code }) };
    return this.call('POST', '/v1/session', { body });
  }
}

/** Somebody new of a role, signed in. */
export async function signedInAs(
  world: HttpWorld,
  role: StaffRole,
  changed: Parameters<typeof makeStaff>[2] = {},
): Promise<Browser & { readonly staff: Made }> {
  const staff = await makeStaff(world, role, changed);
  const browser = new Browser(world);
  const answered = await browser.signIn(staff.login, staff.password);
  if (answered.status !== 200) throw new Error(`${role} could not sign in: ${answered.text}`);
  return Object.assign(browser, { staff });
}
