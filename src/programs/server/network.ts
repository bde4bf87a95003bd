/** The line to the network as the server sees it: its TLS files, how it is, and the wait for it at the start. */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { createNetworkLink, type NetworkLink, type NetworkLinkOptions } from '#adapters/network-link';
import type { Institution } from '#adapters/postgres';
import type { ProgramTelemetry } from '#adapters/telemetry';
import type { Clock, Engine, Random, SecurityModule } from '#engine';
import type { Settings } from '../settings.ts';
import type { LineLog } from './operations.ts';
import type { ZoneKeys } from './zone-keys.ts';

async function networkTls(settings: Settings): Promise<ConnectionOptions | null> {
  const files = settings.networkTls;
  if (files === null) return null;
  const ca = await readFile(files.caFile, 'utf8');
  if (files.certFile === null || files.keyFile === null) return { ca, minVersion: 'TLSv1.2' };
  const [cert, key] = await Promise.all([readFile(files.certFile, 'utf8'), readFile(files.keyFile, 'utf8')]);
  return { ca, cert, key, minVersion: 'TLSv1.2' };
}

export function networkPart(link: NetworkLink): { ok: boolean; zh: string; en: string } {
  const { state, lastDownReason } = link.status();
  if (state === 'up') return { ok: true, zh: '网络已连接', en: 'the network line is up' };
  const why = lastDownReason === null ? '' : `: ${lastDownReason}`;
  return { ok: false, zh: `网络未连接（${state}）`, en: `the network line is ${state}${why}` };
}

/** Serving begins with the line up where that is quick; a line that is down is no reason to keep the shop waiting. */
export async function linkUp(link: NetworkLink): Promise<void> {
  const untilMs = Date.now() + 3_000;
  while (link.status().state !== 'up' && Date.now() < untilMs)
    await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The line to the centre, not connected yet. `engine`: what arrives goes there, once it runs. */
export async function makeLink({
  settings,
  institution,
  zone,
  security,
  telemetry,
  clock,
  random,
  engine,
  onAnswer,
  lines,
}: {
  readonly settings: Settings;
  readonly institution: Institution;
  readonly zone: ZoneKeys;
  readonly security: SecurityModule;
  readonly telemetry: ProgramTelemetry;
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: () => Engine | null;
  readonly onAnswer: NetworkLinkOptions['onAnswer'];
  readonly lines: LineLog;
}): Promise<NetworkLink> {
  const tls = await networkTls(settings);
  return createNetworkLink({
    host: process.env.YUANLU_NETWORK_HOST ?? '127.0.0.1',
    port: settings.networkPort,
    institution: { forwarderId: institution.forwarderId },
    stationId: institution.acquirerId,
    keys: { zoneMacKey: zone.macKey },
    zoneKeys: zone,
    security,
    clock,
    random,
    limits: settings.limits,
    onAnswer,
    onCutOver: async (notice) => engine()?.cutOver(notice),
    onOrderPaid: async (orderId, paid) => (await engine()?.orders.paid(orderId, paid)) ?? 'later',
    onOrderFound: async (finding) => engine()?.orders.found(finding),
    onInquiry: (key, answer) => engine()?.inquiries.answered(key, answer),
    telemetry: {
      trouble(event) {
        lines.add('network', 'trouble', event.message);
        telemetry.trouble(event);
      },
    },
    onState: (state) => lines.add('network', state, ''),
    ...(tls === null ? {} : { tls }),
  });
}
