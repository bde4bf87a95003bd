/** The line to the network as the server sees it: its TLS files, how it is, and the wait for it at the start. */
import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import type { NetworkLink } from '#adapters/network-link';
import type { Settings } from '../settings.ts';

export async function networkTls(settings: Settings): Promise<ConnectionOptions | null> {
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
