import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CA, SERVER_CERTIFICATE } from '../../test/terminal-gateway-certificates.ts';
import { dataFolderAt, writePrivateFile } from './data-folder.ts';
import { pointTerminals, reachOf } from './point-terminals.ts';
import { readSettings, type Settings } from './settings.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-point-'));
  await writeFile(join(folder, 'ca.pem'), CA);
  await writeFile(join(folder, 'server.pem'), SERVER_CERTIFICATE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const settings = (host: string, certificate: string | null): Settings => ({
  ...readSettings(),
  host,
  tls:
    certificate === null
      ? null
      : { certFile: join(folder, certificate), keyFile: join(folder, 'unread'), clientCaFile: null },
});

/** The profile after a start with these settings, from one that had this `tls`. */
async function pointed(before: unknown, host: string, certificate: string | null) {
  const data = dataFolderAt(join(folder, 'data'));
  const path = join(data.terminals, '1.json');
  await writePrivateFile(path, JSON.stringify({ terminalId: '1', host: 'old', port: 1, tls: before }));
  await pointTerminals(data, await reachOf(settings(host, certificate)), 8583);
  return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
}

test('without TLS the profile has none, wherever it listens', async () => {
  expect(await pointed(true, '127.0.0.1', null)).toEqual({ terminalId: '1', host: '127.0.0.1', port: 8583 });
  expect(await pointed(undefined, '::', null)).toMatchObject({ host: '::1' });
});

test('a certificate that signed itself is the authority; one of an authority needs it named or known', async () => {
  expect(await pointed(undefined, '127.0.0.1', 'ca.pem')).toMatchObject({
    tls: { caFile: join(folder, 'ca.pem') },
  });
  const own = { certFile: 'own.pem', keyFile: 'own.key' };
  const named = { caFile: join(folder, 'ca.pem'), ...own };
  expect(await pointed(named, '127.0.0.1', 'server.pem')).toMatchObject({ tls: named });
  const stale = await pointed({ caFile: join(folder, 'gone.pem') }, '127.0.0.1', 'server.pem');
  expect(JSON.stringify(stale)).not.toContain('gone.pem');
});

test('an IPv6 address stands in brackets in the URL, and a folder without terminals is left alone', async () => {
  const reach = await reachOf(settings('::1', null));
  expect(reach.urlHost).toBe('[::1]');
  await pointTerminals(dataFolderAt(join(folder, 'none')), reach, 8583);
});
