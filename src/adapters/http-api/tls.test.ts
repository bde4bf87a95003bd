import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CA,
  SERVER_CERTIFICATE,
  SERVER_KEY,
  TERMINAL_KEY,
} from '../../../test/terminal-gateway-certificates.ts';
import { assertListenAllowed, isLoopback, ListenError, loadTls } from './index.ts';

const IN_FORCE_MS = Date.UTC(2030, 0, 1);

describe('where the API may listen', () => {
  test.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['[::1]', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.5', false],
    ['::ffff:127.0.0.1', true],
    ['127.0.0.1.example.com', false],
    ['example.com', false],
    ['', false],
  ])('%s is loopback: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });

  test('off the loopback without TLS is refused, with the way out', () => {
    const tls = { cert: '', key: '' };
    expect(() => assertListenAllowed({ host: '0.0.0.0', tls: null, demo: false, publicUrl: null })).toThrow(
      'Cannot listen on 0.0.0.0 without TLS: other machines can reach it. Name a certificate and its key, or listen on 127.0.0.1',
    );
    expect(() =>
      assertListenAllowed({ host: '127.0.0.1', tls: null, demo: false, publicUrl: null }),
    ).not.toThrow();
    expect(() => assertListenAllowed({ host: '0.0.0.0', tls, demo: false, publicUrl: null })).not.toThrow();
  });

  test.each([null, { cert: '', key: '' }])(
    'the demonstration stays on the loopback, with TLS or without',
    (tls) => {
      expect(() =>
        assertListenAllowed({ host: '127.0.0.1', tls, demo: true, publicUrl: null }),
      ).not.toThrow();
      for (const host of ['0.0.0.0', '::', '192.0.2.1', 'pay.example'])
        expect(() => assertListenAllowed({ host, tls, demo: true, publicUrl: null })).toThrow(
          /in demo mode.*YUANLU_DEMO=off/,
        );
    },
  );

  test('the demonstration is not published by a proxy either', () => {
    const at = (publicUrl: string, demo: boolean) => () =>
      assertListenAllowed({ host: '127.0.0.1', tls: null, demo, publicUrl });
    expect(at('https://pay.example', true)).toThrow(/https:\/\/pay\.example in demo mode.*YUANLU_DEMO=off/);
    expect(at('http://192.0.2.1:8420', true)).toThrow(/in demo mode/);
    for (const here of ['http://localhost:8420', 'http://127.0.0.1:8420', 'http://[::1]:8420'])
      expect(at(here, true)).not.toThrow();
    expect(at('https://pay.example', false)).not.toThrow();
  });
});

describe('the files of TLS', () => {
  let folder: string;
  const path = (name: string): string => join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuanlu-tls-'));
    const files = {
      'cert.pem': SERVER_CERTIFICATE,
      'key.pem': SERVER_KEY,
      'other.pem': TERMINAL_KEY,
      'ca.pem': CA,
      'notes.txt': 'hello',
      'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path(name), text);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const load = (cert: string, key: string, nowMs = IN_FORCE_MS): ReturnType<typeof loadTls> =>
    loadTls({ certFile: path(cert), keyFile: path(key) }, nowMs);

  test('good ones are read', async () => {
    expect(await load('cert.pem', 'key.pem')).toEqual({ cert: SERVER_CERTIFICATE, key: SERVER_KEY });
    const both = await loadTls(
      { certFile: path('cert.pem'), keyFile: path('key.pem'), clientCaFile: path('ca.pem') },
      IN_FORCE_MS,
    );
    expect(both.ca).toBe(CA);
  });

  test.each([
    ['no such file', 'none.pem', 'key.pem', IN_FORCE_MS, /certificate .*none\.pem: there is no such file/],
    ['no PEM', 'cert.pem', 'notes.txt', IN_FORCE_MS, /key .*notes\.txt: found no PEM text/],
    ['no certificate', 'broken.pem', 'key.pem', IN_FORCE_MS, /holds no readable X\.509 certificate/],
    ['no key', 'cert.pem', 'cert.pem', IN_FORCE_MS, /expected a private key in PEM/],
    ['the key of another', 'cert.pem', 'other.pem', IN_FORCE_MS, /does not belong to the certificate/],
    ['ended', 'cert.pem', 'key.pem', Date.UTC(2200, 0, 1), /it ended on/],
    ['not begun', 'cert.pem', 'key.pem', Date.UTC(2020, 0, 1), /it begins on/],
  ])('%s is told', async (_name, cert, key, nowMs, message) => {
    const failed = load(cert, key, nowMs);
    await expect(failed).rejects.toThrow(ListenError);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.not.toThrow(/PRIVATE KEY/);
  });
});
