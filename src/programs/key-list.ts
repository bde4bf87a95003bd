/** Every stored key as people name it: where it is, what it is for, and its check value. */
import { createStoredKeys, type KeyPlace } from '#adapters/postgres';
import type { KeyDescription, SecurityModule } from '#engine';

const PAGE = 200;

export interface ListedKey extends Partial<Omit<KeyDescription, 'purpose'>> {
  readonly place: KeyPlace['kind'];
  readonly id: string;
  readonly slot: string;
  /** `unreadable` where no master key of this module opens it. */
  readonly purpose: string;
}

export async function listKeys(databaseUrl: string, security: SecurityModule): Promise<readonly ListedKey[]> {
  const stored = createStoredKeys({ url: databaseUrl });
  const rows: ListedKey[] = [];
  try {
    let page = await stored.page(null, PAGE);
    while (page.length > 0) {
      for (const { kind, id, keys } of page)
        for (const [slot, key] of Object.entries(keys)) {
          const described = await security.describeKey(key).catch(() => null);
          rows.push({ place: kind, id, slot, ...(described ?? { purpose: 'unreadable' }) });
        }
      page = await stored.page(page.at(-1)!, PAGE);
    }
  } finally {
    await stored.close();
  }
  return rows;
}
