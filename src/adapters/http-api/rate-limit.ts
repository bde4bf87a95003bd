/** How often one address may call a public door. Memory is bounded: the address seen longest ago is forgotten first. */
import { isIPv6 } from 'node:net';

export interface RateLimitOptions {
  /** Calls that one address may make within `windowMs`. */
  readonly callsMax: number;
  readonly windowMs: number;
  readonly addressesMax: number;
}

interface Window {
  readonly startMs: number;
  calls: number;
}

/** Whoever has one address of IPv6 has the whole network of 64 bits: they count together. */
export function addressGroup(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('%')[0]!.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #windows = new Map<string, Window>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** `null`: go on. Else how many milliseconds until the address may call again. */
  take(address: string, nowMs: number): number | null {
    const { callsMax, windowMs, addressesMax } = this.#options;
    const key = addressGroup(address);
    const seen = this.#windows.get(key);
    const fresh = seen === undefined || nowMs - seen.startMs >= windowMs || nowMs < seen.startMs;
    const window = fresh ? { startMs: nowMs, calls: 0 } : seen;
    // A map keeps the order of insertion: put in again, an address is the newest.
    this.#windows.delete(key);
    this.#windows.set(key, window);
    if (this.#windows.size > addressesMax) {
      const [oldest] = this.#windows.keys();
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    if (window.calls >= callsMax) return window.startMs + windowMs - nowMs;
    window.calls += 1;
    return null;
  }

  /** What was taken was no guess after all. */
  giveBack(address: string): void {
    const window = this.#windows.get(addressGroup(address));
    if (window !== undefined && window.calls > 0) window.calls -= 1;
  }

  get addresses(): number {
    return this.#windows.size;
  }
}
