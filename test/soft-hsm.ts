/** SoftHSM2 with a token of its own in a folder of its own, where this machine has it. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLACES = [
  process.env.YUANLU_TEST_SOFTHSM2 ?? '',
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
];

/** The library, or null. */
export const SOFT_HSM: string | null = PLACES.find((path) => path !== '' && existsSync(path)) ?? null;
export const WHY_NOT =
  'SoftHSM2 is not installed here: apt-get install softhsm2, or name its library in YUANLU_TEST_SOFTHSM2';

export interface SoftHsm {
  readonly library: string;
  readonly folder: string;
  readonly token: string;
  readonly pin: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A new token. The library reads its configuration when it is first started in a process, so tests of one process
 * share one: give further tokens the `folder` of the first.
 */
export async function makeSoftHsm(token: string, folder?: string): Promise<SoftHsm> {
  if (SOFT_HSM === null) throw new Error(WHY_NOT);
  const home = folder ?? (await mkdtemp(join(tmpdir(), 'soft-hsm-')));
  const config = join(home, 'softhsm2.conf');
  await mkdir(join(home, 'tokens'), { recursive: true });
  await writeFile(
    config,
    `directories.tokendir = ${join(home, 'tokens')}\nobjectstore.backend = file\nlog.level = ERROR\n`,
  );
  const env = { SOFTHSM2_CONF: config };
  const pin = '4711-token-pin';
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', token, '--pin', pin, '--so-pin', '4711-so-pin'],
    { env: { ...process.env, ...env }, stdio: 'pipe' },
  );
  return { library: SOFT_HSM, folder: home, token, pin, env };
}
