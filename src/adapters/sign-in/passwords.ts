/** Passwords as argon2id, a bounded number of computations at once: sign-ins cannot eat the machine. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { normalPassword } from '#domain/sign-in';

/** The least that OWASP's password storage cheat sheet gives for argon2id: 19 MiB, 2 passes, 1 lane. */
export const ARGON2 = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;
const SALT_BYTES = 16;
/** Each computes on a core for about 50 ms and holds 19 MiB. */
const AT_ONCE_MAX = 2;
const WAITING_MAX = 50;

/** More want to sign in than the machine has time for. */
export class TooManySignIns extends Error {
  override readonly name = 'TooManySignIns';
}

type Parameters = { readonly memory: number; readonly passes: number; readonly parallelism: number };

const compute = (
  text: string,
  salt: Uint8Array,
  { memory, passes, parallelism }: Parameters,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const message = Buffer.from(normalPassword(text), 'utf8');
    argon2(
      'argon2id',
      { message, nonce: salt, memory, passes, parallelism, tagLength: TAG_BYTES },
      (error, tag) => {
        message.fill(0);
        if (error === null) resolve(tag);
        else reject(error);
      },
    );
  });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** `$argon2id$v=19$m=…,t=…,p=…$salt$tag`, as the reference implementation writes it. */
const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,88})\$([A-Za-z0-9+/]{43})$/;

export class Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #nobody: Promise<string>;

  constructor() {
    // Compared with where there is no such person: it takes as long, and nothing fits it.
    this.#nobody = this.hash(randomBytes(32).toString('base64url'));
    this.#nobody.catch(() => {});
  }

  async #turn<T>(act: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE_MAX) {
      if (this.#waiting.length >= WAITING_MAX) throw new TooManySignIns('too many sign-ins at once');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await act();
    } finally {
      // The place goes straight to whoever waits, so nobody overtakes.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  hash(text: string): Promise<string> {
    return this.#turn(async () => {
      const salt = randomBytes(SALT_BYTES);
      const tag = await compute(text, salt, ARGON2);
      const { memory, passes, parallelism } = ARGON2;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
    });
  }

  /** `stored: null`: there is nobody; the answer is no, and takes as long. */
  async fits(text: string, stored: string | null): Promise<boolean> {
    const known = PHC.exec(stored ?? (await this.#nobody));
    if (known === null) throw new Error('A stored password is not of the form $argon2id$v=19$…');
    const [, memory, passes, parallelism, salt = '', tag = ''] = known;
    const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
    return this.#turn(async () => {
      const made = await compute(text, Buffer.from(salt, 'base64'), parameters);
      const wanted = Buffer.from(tag, 'base64');
      return made.length === wanted.length && timingSafeEqual(made, wanted) && stored !== null;
    });
  }
}
