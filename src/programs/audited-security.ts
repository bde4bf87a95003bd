/** The security module of a program, with its record of key operations. */
import { hostname } from 'node:os';
import { createKeyAudit, type KeyAuditStore } from '#adapters/postgres';
import { auditedModule } from '#adapters/security-module';
import type { SecurityModule } from '#engine';
import { type OpenedSecurity, openSecurity, type SecurityOptions } from './security.ts';

const MINUTE_MS = 60_000;
/** Counts by minute answer "how much was this key used"; acts stay for good. */
const KEEP_USES_MS = 90 * 86_400_000;

export interface AuditedSecurity extends Omit<OpenedSecurity, 'security'> {
  readonly security: SecurityModule;
  readonly audit: KeyAuditStore;
  /** Writes down what was counted, and ends. */
  close(): Promise<void>;
}

export async function openAuditedSecurity(
  options: SecurityOptions & {
    /** `server`, or the person at the command line. */
    readonly who: string;
    readonly trouble: (message: string) => void;
  },
): Promise<AuditedSecurity> {
  const { clock, who, trouble, databaseUrl } = options;
  const opened = await openSecurity(options);
  const audit = createKeyAudit({ url: databaseUrl, clock, keepUsesMs: KEEP_USES_MS });
  const { security, flush } = auditedModule({
    security: opened.security,
    audit,
    clock,
    who: `${who} at ${hostname()}`,
    trouble: (message) => trouble(`cannot write down how often keys were used: ${message}`),
  });
  const timer = setInterval(() => void flush(), MINUTE_MS);
  timer.unref();
  return {
    ...opened,
    security,
    audit,
    async close() {
      clearInterval(timer);
      await flush();
      await audit.close();
      await opened.close();
    },
  };
}
