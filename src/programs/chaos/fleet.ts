/**
 * The platform with its servers started on their own, one that serves and others that wait, and with every line
 * between the programs in the hands of chaos.
 */
import { join } from 'node:path';
import { BREAKS, type Break } from './line.ts';
import { freePort, LINES, type LineName, type Ports, Site } from './site.ts';
import { type Part, QUICK, Stack } from './stack.ts';

export interface FleetOptions {
  /** Data folder of the platform. */
  readonly folder: string;
  /** Where sockets of lines are made. */
  readonly lines: string;
  readonly servers: number;
}

/** What was done to a server that served, and how long nobody served after it. */
export interface TakeOver {
  readonly cause: 'killed' | 'asked to stop' | 'frozen';
  readonly tookMs: number;
}

/** Longer than a reply is waited for; a frozen owner of the long kind sleeps for longer than this. */
export const LEASE_MS = 5_000;
const LOSER_ENDS_WITHIN_MS = 10_000;
const UP_WITHIN_MS = 60_000;
const CALL_MS = 8_000;
const LINE_STALL_MS = 2_500;

const alive = (pid: number | null): pid is number => {
  if (pid === null || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const sleep = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

export class Fleet extends Stack {
  readonly sites: Site[] = [];
  readonly takeOvers: TakeOver[] = [];
  /** Breaches of the rule that one who lost its buckets ends by itself. */
  readonly broken: string[] = [];
  /** What terminals and callers were told while the disk was full, by kind of answer. */
  readonly whileFull = new Map<string, number>();
  diskFull = false;
  #lost: { readonly cause: TakeOver['cause']; readonly atMs: number } | null = null;

  static async open(options: FleetOptions): Promise<Fleet> {
    const ports: Ports[] = [];
    for (let index = 0; index < options.servers; index += 1)
      ports.push({ api: await freePort(), terminals: await freePort() });
    const fleet = new Fleet(options.folder, {
      YUANLU_SERVER: 'elsewhere',
      YUANLU_API_PORT: String(ports[0]!.api),
      YUANLU_TERMINAL_PORT: String(ports[0]!.terminals),
    });
    await fleet.up();
    try {
      await fleet.#openSites(options, ports);
    } catch (error) {
      await fleet.stop();
      throw error;
    }
    return fleet;
  }

  async #openSites({ folder, lines }: FleetOptions, ports: readonly Ports[]): Promise<void> {
    const runtime = await this.running();
    const databaseUrl = await this.databaseUrl();
    const env = { ...QUICK, YUANLU_LOG: 'error', YUANLU_DATA: folder, YUANLU_LEASE_MS: String(LEASE_MS) };
    for (const [index, each] of ports.entries()) {
      const name = `server ${index + 1}`;
      const site = await Site.open({
        name,
        ports: each,
        folder: join(lines, `db-${index + 1}`),
        runtime,
        databaseUrl,
        env,
        onState: (state) => {
          if (state === 'serving') this.#tookOver();
        },
      });
      this.sites.push(site);
      site.process.start();
      await this.until(async () => site.process.state !== 'down', UP_WITHIN_MS, `${name} to start`);
    }
  }

  told(answer: string): void {
    if (this.diskFull) this.whileFull.set(answer, (this.whileFull.get(answer) ?? 0) + 1);
  }

  #tookOver(): void {
    if (this.#lost === null) return;
    const { cause, atMs } = this.#lost;
    this.takeOvers.push({ cause, tookMs: performance.now() - atMs });
    this.#lost = null;
  }

  /** Who serves, the newest first: one that is frozen does not know yet that it serves no more. */
  get #byService(): Site[] {
    const rank = ({ process: { state, frozen, servingSinceMs } }: Site): number =>
      state === 'serving' && !frozen ? servingSinceMs : -1;
    return [...this.sites].sort((a, b) => rank(b) - rank(a));
  }

  get serving(): Site | null {
    const [first] = this.#byService;
    return first !== undefined && first.process.state === 'serving' && !first.process.frozen ? first : null;
  }

  async #server(): Promise<Site> {
    await this.until(async () => this.serving !== null, UP_WITHIN_MS, 'a server that serves');
    return this.serving!;
  }

  /** Asks who serves, then the others: what was asked under a key, or only looked at, may be asked twice. */
  override async api<T>(
    path: string,
    role: 'merchant' | 'operator' = 'merchant',
    init: RequestInit = {},
  ): Promise<{ readonly status: number; readonly body: T }> {
    const keys = await this.keys();
    const headers = new Headers(init.headers);
    const twice = (init.method ?? 'GET') === 'GET' || headers.has('idempotency-key');
    if (!headers.has('authorization'))
      headers.set('authorization', `Bearer ${role === 'merchant' ? keys.merchantKey : keys.operatorKey}`);
    let refused: { readonly status: number; readonly body: T } | null = null;
    let failure: unknown = new Error('no server is there');
    for (const site of this.#byService) {
      try {
        const call = { ...init, headers, signal: AbortSignal.timeout(CALL_MS) };
        const response = await fetch(new URL(path, site.apiUrl), call);
        const told = { status: response.status, body: (await response.json()) as T };
        // Of a problem; an order's `code` is what its payer scans.
        const { code = '' } = told.status < 400 ? {} : (told.body as { readonly code?: string });
        this.told(`API ${told.status} ${code}`.trim());
        if (response.status !== 503) return told;
        refused ??= told;
      } catch (error) {
        failure = error;
      }
      if (!twice && site.process.state === 'serving') break;
    }
    if (refused !== null) return refused;
    throw failure;
  }

  override async metrics(): Promise<string> {
    return (await fetch(new URL('/metrics', (await this.#server()).apiUrl))).text();
  }

  /** `kill -9` of a part that is up; waits for it where it still comes up after the last time. */
  override async kill(part: Part): Promise<void> {
    if (part === 'server') {
      const site = await this.#server();
      this.#lost = { cause: 'killed', atMs: performance.now() };
      site.process.signal('SIGKILL');
      return;
    }
    const pid = async (): Promise<number | null> => (await this.running()).pids[part];
    await this.until(async () => alive(await pid()), UP_WITHIN_MS, `the ${part} to be up`);
    process.kill((await pid())!, 'SIGKILL');
  }

  /** SIGTERM to who serves: it ends what is under way and gives its buckets back. */
  async handOver(): Promise<void> {
    const site = await this.#server();
    this.#lost = { cause: 'asked to stop', atMs: performance.now() };
    site.process.signal('SIGTERM');
    // Its terminal port is closed from now on.
    await site.lines.terminals.refuse();
  }

  override async pause(part: Part, forMs: number): Promise<void> {
    if (part !== 'server') return super.pause(part, forMs);
    const site = await this.#server();
    const { process: server } = site;
    server.signal('SIGSTOP');
    // Callers and terminals cannot see that it sleeps: they find out by silence.
    await sleep(forMs);
    server.signal('SIGCONT');
  }

  /** Stops the owner for longer than its lease: another one serves, and this one ends by itself when it wakes. */
  async freezeOwner(): Promise<void> {
    const site = await this.#server();
    const { process: server } = site;
    const frozenPid = server.pid;
    const ended = server.ended();
    server.signal('SIGSTOP');
    server.frozen = true;
    this.#lost = { cause: 'frozen', atMs: performance.now() };
    await sleep(LEASE_MS * 2);
    const followed = this.sites.find((each) => each !== site && each.process.state === 'serving');
    server.frozen = false;
    if (server.pid !== frozenPid || !server.signal('SIGCONT')) return;
    if (followed === undefined) {
      // Nobody was there to follow: the owner goes on, as it may.
      this.#lost = null;
      return;
    }
    const end = await Promise.race([ended, sleep(LOSER_ENDS_WITHIN_MS).then(() => null)]);
    if (end === null) this.broken.push(`${site.name} lost its buckets while it was frozen, and goes on`);
    else if (end.code !== 3 && end.signal === null)
      this.broken.push(`${site.name} lost its buckets and ended with ${end.code}, not with 3`);
  }

  /** One line of who serves fails, in one of four ways. */
  async breakLine(chance: () => number): Promise<{ readonly line: LineName; readonly kind: Break }> {
    const line = LINES[Math.floor(chance() * LINES.length)]!;
    const kind = BREAKS[Math.floor(chance() * BREAKS.length)]!;
    const site = await this.#server();
    void site.lines[line].break(kind, LINE_STALL_MS);
    return { line, kind };
  }

  override async stop(): Promise<void> {
    await Promise.all(this.sites.map((site) => site.close()));
    await super.stop();
  }
}
