/** A server with the lines around it: to its database, to the network, from its terminals and from its callers. */
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Runtime } from '../data-folder.ts';
import { Line } from './line.ts';
import { ServerProcess, type ServerState } from './server-process.ts';

export const LINES = ['database', 'network', 'terminals', 'api'] as const;
export type LineName = (typeof LINES)[number];

export interface Ports {
  readonly api: number;
  readonly terminals: number;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export interface SiteOptions {
  readonly name: string;
  readonly ports: Ports;
  /** Where this site's sockets may be made; its path is short. */
  readonly folder: string;
  readonly runtime: Runtime;
  readonly databaseUrl: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onState: (state: ServerState) => void;
}

export class Site {
  readonly name: string;
  readonly process: ServerProcess;
  readonly lines: Readonly<Record<LineName, Line>>;

  private constructor(name: string, process: ServerProcess, lines: Readonly<Record<LineName, Line>>) {
    this.name = name;
    this.process = process;
    this.lines = lines;
  }

  static async open(options: SiteOptions): Promise<Site> {
    const { name, ports } = options;
    const lines = await openLines(options);
    // A terminal port is open while its server serves: connections are refused at other times, as without the line.
    await lines.terminals.refuse();
    const through = new URL(options.databaseUrl);
    through.searchParams.set('host', options.folder);
    const env = {
      ...options.env,
      DATABASE_URL: through.href,
      YUANLU_NETWORK_PORT: String(lines.network.port),
      YUANLU_API_PORT: String(ports.api),
      YUANLU_TERMINAL_PORT: String(ports.terminals),
    };
    const process = new ServerProcess(
      name,
      () => env,
      (state) => {
        void (state === 'serving' ? lines.terminals.listen() : lines.terminals.refuse());
        options.onState(state);
      },
    );
    return new Site(name, process, lines);
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.lines.api.port}`;
  }

  async close(): Promise<void> {
    await this.process.stop();
    for (const line of Object.values(this.lines)) await line.close();
  }
}

async function openLines({ folder, runtime, databaseUrl, ports }: SiteOptions) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const address = new URL(databaseUrl);
  const socket = `.s.PGSQL.${address.port}`;
  const here = { port: 0 };
  const tcp = (port: number) => () => ({ host: '127.0.0.1', port });
  const [database, network, terminals, api] = await Promise.all([
    Line.open({
      listen: { path: join(folder, socket) },
      target: () => ({ path: join(address.searchParams.get('host') ?? '', socket) }),
    }),
    Line.open({ listen: here, target: tcp(runtime.networkPort) }),
    Line.open({ listen: here, target: tcp(ports.terminals) }),
    Line.open({ listen: here, target: tcp(ports.api) }),
  ]);
  return { database, network, terminals, api };
}
