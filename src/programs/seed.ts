/** The demonstration: one institution, one shop with two terminals and their keys, test cards at three issuers. */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Contract } from '#domain/payment';
import { NO_TOTALS, type Terminal } from '#domain/terminal';
import { bucketOfBook, type SecurityModule, toJson } from '#engine';
import { type DataFolder, type DemoKeys, writePrivateFile } from './data-folder.ts';
import { prepareOwnIssuer } from './own-issuer.ts';

export const DEMO_INSTITUTION = {
  id: 'yuanlu-demo',
  acquirerId: '48020000',
  forwarderId: '48020000',
} as const;
/** Institution 3, region 4, MCC 4, serial 4 (ID-05). */
export const DEMO_MERCHANT = '898310154110001';
export const DEMO_TERMINALS = ['31010001', '31010002'] as const;

/** The standard ones, and messages of its own about codes: the demonstration shows one at the till. */
const DEMO_DIALECTS = ['acquirer-code', 'track-key', 'sm4', 'sm4-006'] as const;

/** 0.60 %, fee back pro rata; issuer 0.45 % without a cap and network 0.0325 % up to 3.25 yuan (FEE-01, FEE-02, FEE-06). */
const CONTRACT: Contract = {
  id: 'standard-2016',
  ratePpm: 6_000,
  capFen: null,
  feeReturn: 'PRO_RATA',
  issuerRatePpm: 4_500,
  issuerCapFen: null,
  networkRatePpm: 325,
  networkCapFen: 325n,
};

const newApiKey = (role: 'm' | 'o'): string => `yk_${role}_${randomBytes(24).toString('base64url')}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A random double-length DES key with odd parity, in hexadecimal. */
function newDesKeyHex(): string {
  const bytes = randomBytes(16).map((byte) => {
    let ones = 0;
    for (let bit = 1; bit < 8; bit += 1) ones += (byte >> bit) & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

/**
 * Fills an empty database. Files are written before the commit: a crash in between leaves an empty database,
 * and the next start writes everything anew.
 */
export async function seedDemo(options: {
  readonly url: string;
  readonly data: DataFolder;
  readonly security: SecurityModule;
}): Promise<boolean> {
  const client = new pg.Client({ connectionString: options.url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM institution LIMIT 1');
    if ((rowCount ?? 0) > 0) return false;
    await client.query('BEGIN');
    await seedInstitution(client, options);
    await seedMerchant(client, options);
    await client.query('COMMIT');
    return true;
  } finally {
    await client.end();
  }
}

/** What a start needs in the database; true where it was empty. */
export async function prepareRows(options: {
  readonly url: string;
  readonly data: DataFolder;
  readonly security: SecurityModule;
  readonly demo: boolean;
}): Promise<boolean> {
  const seeded = await seedDemo(options);
  await prepareOwnIssuer({ ...options, nowMs: Date.now() });
  return seeded;
}

async function seedInstitution(
  client: pg.Client,
  { data, security }: { data: DataFolder; security: SecurityModule },
): Promise<void> {
  const zoneMacKey = newDesKeyHex();
  const zonePinKey = newDesKeyHex();
  const zoneMasterKey = newDesKeyHex();
  const shared = { zoneMacKey, zonePinKey, zoneMasterKey };
  await writePrivateFile(data.zoneKeys, `${JSON.stringify(shared)}\n`);
  const master = await security.importKey('zmk', zoneMasterKey);
  const mac = await security.importKey('zak', zoneMacKey);
  const pin = await security.importKey('zpk', zonePinKey);
  await storeZoneMaster(client, master.key);
  await client.query(
    'INSERT INTO institution (id, acquirer_id, forwarder_id, name_zh, name_en, zone_mac_key, zone_pin_key) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [
      DEMO_INSTITUTION.id,
      DEMO_INSTITUTION.acquirerId,
      DEMO_INSTITUTION.forwarderId,
      '原路示范收单',
      'Yuanlu demonstration acquirer',
      mac.key,
      pin.key,
    ],
  );
}

/** Under which the network sends new keys of the zone. */
const storeZoneMaster = (client: pg.Client, key: string): Promise<unknown> =>
  client.query(
    `INSERT INTO stored_key VALUES ('zmk', $1, extract(epoch FROM now()) * 1000)
       ON CONFLICT (name) DO UPDATE SET wrapped = $1`,
    [key],
  );

async function seedMerchant(
  client: pg.Client,
  options: { readonly data: DataFolder; readonly security: SecurityModule },
): Promise<void> {
  const { data, security } = options;
  const book = DEMO_MERCHANT;
  await client.query(
    'INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract) VALUES ($1, $1, $2, $3, $4, $5, $6)',
    [DEMO_MERCHANT, '街角便利店', 'CORNER SHOP', '5411', 'active', toJson(CONTRACT)],
  );
  for (const terminalId of DEMO_TERMINALS) {
    const masterKeyHex = newDesKeyHex();
    const { key } = await security.importKey('tmk', masterKeyHex);
    // The same bytes as a key for SM4: a terminal has one master key loaded, whichever cipher it signs in with.
    const { key: sm4MasterKey } = await security.importKey('tmk', masterKeyHex, 'sm4');
    const terminal: Terminal = {
      merchantId: DEMO_MERCHANT,
      terminalId,
      book,
      status: 'active',
      keys: { masterKey: key, sm4MasterKey, pinKey: null, macKey: null, previousMacKey: null },
      signedIn: null,
      batchNo: '000001',
      totals: NO_TOTALS,
      lastSettlement: null,
      profiles: DEMO_DIALECTS,
      version: 1,
    };
    await client.query(
      'INSERT INTO terminal (bucket, book, terminal_id, merchant_id, version, batch_no, body) VALUES ($1, $2, $3, $4, 1, $5, $6)',
      [bucketOfBook(book), book, terminalId, DEMO_MERCHANT, terminal.batchNo, toJson(terminal)],
    );
    const profile = {
      merchantId: DEMO_MERCHANT,
      terminalId,
      merchantName: '街角便利店',
      masterKeyHex,
      tpdu: '6000030000',
      header: '603100000000',
      host: '127.0.0.1',
      port: 8583,
    };
    await writePrivateFile(`${data.terminals}/${terminalId}.json`, `${JSON.stringify(profile, null, 2)}\n`);
  }
  const keys: Required<DemoKeys> = {
    merchantId: DEMO_MERCHANT,
    merchantKey: newApiKey('m'),
    operatorKey: newApiKey('o'),
    supervisorKey: newApiKey('m'),
    secondOperatorKey: newApiKey('o'),
  };
  const rows = [
    ['key_demo_shop', sha256(keys.merchantKey), 'merchant', book, false],
    ['key_demo_operator', sha256(keys.operatorKey), 'operator', null, false],
    // A second pair of eyes on either side.
    ['key_demo_supervisor', sha256(keys.supervisorKey), 'merchant', book, true],
    ['key_demo_second_operator', sha256(keys.secondOperatorKey), 'operator', null, false],
  ] as const;
  for (const row of rows) {
    await client.query(
      'INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms) VALUES ($1, $2, $3, $4, $5, extract(epoch FROM now()) * 1000)',
      [...row],
    );
  }
  await writePrivateFile(data.demoKeys, `${JSON.stringify(keys, null, 2)}\n`);
}
