import { keyRequest, type ManagementFunction, managementRequest, type ZoneKeyKind } from '#engine/translate';
import { type Iso8583Message, textOf } from '#wire/iso8583';

export interface DialogueOptions {
  readonly write: (message: Iso8583Message) => Promise<boolean>;
  /** F7, F11 and F33 of the next question. */
  readonly nextNames: () => {
    readonly transmission: string;
    readonly stan: string;
    readonly forwarderId: string;
  };
  readonly replyMs: number;
}

/** Our questions about the line itself: sign-on, sign-off, line test, new keys. One object per connection. */
export class Dialogue {
  readonly #options: DialogueOptions;
  readonly #waiting = new Map<string, (code: string | null) => void>();

  constructor(options: DialogueOptions) {
    this.#options = options;
  }

  /** F39 of the answer; null when none came in time or the connection ended. */
  ask(name: ManagementFunction): Promise<string | null> {
    return this.#exchange(managementRequest(name, this.#options.nextNames()));
  }

  /** Asks for a new key of the zone; the key itself comes in a message of the centre. */
  askForKey(kind: ZoneKeyKind): Promise<string | null> {
    return this.#exchange(keyRequest(kind, this.#options.nextNames()));
  }

  async #exchange(message: Iso8583Message): Promise<string | null> {
    const { write, replyMs } = this.#options;
    const key = keyOf(message);
    return new Promise((resolve) => {
      const settle = (code: string | null): void => {
        clearTimeout(timer);
        if (this.#waiting.delete(key)) resolve(code);
      };
      const timer = setTimeout(() => settle(null), replyMs);
      this.#waiting.set(key, settle);
      void write(message).then((written) => {
        if (!written) settle(null);
      });
    });
  }

  /** Takes an answer, or a question that came back rejected. One that nobody waits for any more is nothing. */
  answered(message: Iso8583Message, code: string): void {
    this.#waiting.get(keyOf(message))?.(code);
  }

  /** The connection is gone: nobody will answer. */
  end(): void {
    for (const settle of [...this.#waiting.values()]) settle(null);
  }
}

const keyOf = (message: Iso8583Message): string =>
  [70, 7, 11].map((field) => textOf(message, field) ?? '').join('/');
