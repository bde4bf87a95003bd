/** The server: terminal gateway, engine, network link, HTTP API and clearing inbox in one process. */
import { readFile } from 'node:fs/promises';
import { ClearingInbox } from '#adapters/clearing-inbox';
import { createPaperStore } from '#adapters/evidence';
import {
  assertListenAllowed,
  createHttpApi,
  createSubjectViews,
  type HttpApiOptions,
  isLoopback,
  loadTls,
} from '#adapters/http-api';
import { createNetworkLink, type NetworkLink } from '#adapters/network-link';
import { createContacts } from '#adapters/notifications';
import { createPayoutOutbox } from '#adapters/payout-outbox';
import {
  createClearingBooks,
  createPostgresStore,
  createReader,
  createTerminalRegistrar,
  type Institution,
  readInstitution,
} from '#adapters/postgres';
import { createTelemetry } from '#adapters/telemetry';
import { createTerminalGateway } from '#adapters/terminal-gateway';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { effective } from '#domain/policy';
import { Engine, type LeaseLost, type SecurityModule } from '#engine';
import { openAuditedSecurity } from '../audited-security.ts';
import { dataFolderAt, defaultDataFolder, readDemoKeys } from '../data-folder.ts';
import { createKeyDesk } from '../key-desk.ts';
import { listenTrouble, type Place } from '../places.ts';
import { openRuleDesk } from '../rule-desk.ts';
import { readSettings, type Settings } from '../settings.ts';
import { readTerminalData } from '../terminal-data.ts';
import { readTerminalProfiles } from '../terminal-profiles.ts';
import { addressOf, portOf } from './addresses.ts';
import { crashPoints } from './crash-points.ts';
import { linkUp, networkPart, networkTls } from './network.ts';
import { endWhileWaiting, standBy } from './standby.ts';
import { createTelling } from './telling.ts';
import { openZoneKeys, type ZoneKeys } from './zone-keys.ts';

const clock = { nowMs: (): number => Date.now() };
const timers = {
  after(delayMs: number, act: () => void): () => void {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};
const random = { below: (bound: number): number => Math.floor(Math.random() * bound) };

async function main(): Promise<void> {
  const settings = readSettings();
  const data = dataFolderAt(defaultDataFolder());
  const databaseUrl = settings.databaseUrl;
  if (databaseUrl === null)
    throw new Error(
      'Cannot start the server: DATABASE_URL is not set. "npm start" starts a database and sets it.',
    );
  const tls =
    settings.tls === null
      ? null
      : await loadTls({ certFile: settings.tls.certFile, keyFile: settings.tls.keyFile }, clock.nowMs());
  const clientCa = settings.tls?.clientCaFile
    ? { clientCa: await readFile(settings.tls.clientCaFile, 'utf8') }
    : {};
  assertListenAllowed({ host: settings.host, tls, demo: true });

  const telemetry = createTelemetry({ level: settings.logLevel });
  const { log } = telemetry;
  const keys = await openAuditedSecurity({
    ...{ data, databaseUrl, clock, makeKeys: false, who: 'server' },
    trouble: (message) => telemetry.trouble({ where: 'key audit', message }),
  });
  const { security } = keys;
  const crashPoint = crashPoints();
  const institution = await readInstitution(databaseUrl);
  if (institution === null)
    throw new Error('Cannot start the server: the database has no institution. "npm start" seeds one.');
  const rules = await openRuleDesk(institution.id);
  const onLeaseLost = (error: LeaseLost): never => {
    log.fatal({ message: error.message }, 'the buckets are served by another process; stopping');
    process.exit(3);
  };
  const store = createPostgresStore({
    url: databaseUrl,
    laneCount: settings.limits.laneCount,
    clock,
    limits: settings.limits,
    onLeaseLost,
  });
  const waitsNoMore = endWhileWaiting();
  const { lease, apiPort } = await standBy({
    store,
    settings,
    tls,
    onStandby: (port) =>
      process.send?.({ ready: true, standby: true, apiPort: port, terminalPort: settings.terminalPort }),
  });

  let engine: Engine | null = null;
  const zone = openZoneKeys(databaseUrl, institution, clock);
  const link = await makeLink(settings, institution, zone, security, telemetry, () => engine);
  engine = await Engine.start({
    store: { ...store, claim: async () => lease },
    network: link,
    payouts: createPayoutOutbox({ folder: data.payouts, security }),
    clock,
    timers,
    random,
    telemetry,
    limits: settings.limits,
    rules: rules.book,
    institution: {
      id: institution.id,
      acquirerId: institution.acquirerId,
      forwarderId: institution.forwarderId,
    },
    onLeaseLost,
    crashPoint,
  });
  const running = engine;
  link.start();

  const reader = createReader({ url: databaseUrl, maxConnections: 8 });
  const books = createClearingBooks({ url: databaseUrl });
  const scope = { channel: 'unionpay.pos', institution: institution.id, issuer: null, merchant: '' };
  const today = calendarDayOf(clock.nowMs(), SHANGHAI);
  const cutOver = String(effective(rules.book, 'unionpay.cutOver', scope, today).value);
  const inbox = new ClearingInbox({
    folder: data.clearing,
    engine: running,
    store,
    books,
    nowMs: clock.nowMs,
    cutOver,
    log: (event) =>
      /refused|failed/.test(event.event) ? log.warn(event, event.event) : log.info(event, event.event),
    pollMs: settings.clearingPollMs,
    rematchMs: settings.clearingPollMs,
  });
  inbox.start();
  const ownProfiles = await readTerminalProfiles();
  const gateway = createTerminalGateway({
    ownProfiles,
    engine: running,
    security,
    zonePinKey: zone.pinKey,
    acquirerId: institution.acquirerId,
    limits: settings.limits,
    clock,
    data: await readTerminalData(undefined, [data.schemePublic]),
    // Certificates of their own are asked of terminals; callers of the API have their keys.
    ...(tls === null ? {} : { tls: { ...tls, ...clientCa } }),
    log: (event) => log.info(event, event.kind),
  });
  const telling = createTelling({
    url: databaseUrl,
    security,
    clock,
    random,
    limits: settings.limits,
    telemetry,
    // A demonstration serves one machine: its shop may listen there too.
    allowLoopback: isLoopback(settings.host) && (await readDemoKeys(data)) !== null,
    crashPoint,
  });
  const papers = createPaperStore({
    url: databaseUrl,
    security,
    papersMax: settings.limits.papersPerRequestMax,
    maxConnections: 2,
  });
  const keyDesk = createKeyDesk({
    url: databaseUrl,
    security,
    audit: keys.audit,
    clock,
    askForKey: (kind) => link.askForKey(kind),
  });
  const registrar = createTerminalRegistrar({ url: databaseUrl });
  const apiOptions: HttpApiOptions = {
    engine: running,
    rules,
    reader,
    security,
    keys: keyDesk,
    registrar,
    ownDialects: ownProfiles,
    papers,
    tracking: {
      calendar: { cutOver, holidays: rules.book.holidays },
      publicUrl: () => settings.publicUrl ?? addressOf(api, tls !== null, settings),
    },
    notices: telling.doors,
    trustProxy: settings.trustProxy,
    clock,
    limits: settings.limits,
    log,
    metrics: telemetry,
    readiness: () => ({ network: networkPart(link) }),
    tls,
  };
  const api: Awaited<ReturnType<typeof createHttpApi>> = await createHttpApi(apiOptions);
  telemetry.watch({
    unknownPayments: async () => (await reader.unresolved()).counts.payments,
    handedToPerson: async () => (await reader.unresolved()).counts.handed,
    queuedCommands: () => running.stats.queued,
    waitingCallers: () => running.stats.waiting,
    networkInFlight: () => link.status().inFlight,
    networkUp: () => (link.status().state === 'up' ? 1 : 0),
    terminalConnections: () => gateway.status().connections,
    noticeLag: telling.lag,
    webhooksPending: telling.pending,
  });
  const { host, terminalPort } = settings;
  await listening({ what: 'terminals', setting: 'YUANLU_TERMINAL_PORT', host, port: terminalPort }, () =>
    gateway.listen({ host, port: terminalPort }),
  );
  await listening({ what: 'the API', setting: 'YUANLU_API_PORT', host, port: apiPort }, () =>
    api.listen({ host, port: apiPort }),
  );
  telling.start(lease.buckets, createSubjectViews(apiOptions), createContacts({ reader, security }));
  await linkUp(link);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // From the outside in: no new work, then what is under way, then the store.
    await gateway.close();
    await api.close();
    await inbox.stop();
    await telling.stop();
    await running.stop();
    await link.stop();
    await Promise.all([telling.close(), reader.close(), papers.close(), books.close(), store.close()]);
    await Promise.allSettled([zone.close(), keyDesk.close(), registrar.close(), keys.close()]);
    process.exit(0);
  };
  waitsNoMore();
  process.on('SIGTERM', () => void stop());
  // Below the supervisor Ctrl-C reaches the whole group, and the supervisor stops its parts in order.
  process.on('SIGINT', () => process.connected || void stop());
  process.on('disconnect', () => void stop());
  process.send?.({
    ready: true,
    standby: false,
    apiPort: portOf(api, settings),
    terminalPort: gateway.address?.port ?? settings.terminalPort,
  });
}

async function makeLink(
  settings: Settings,
  institution: Institution,
  zone: ZoneKeys,
  security: SecurityModule,
  telemetry: ReturnType<typeof createTelemetry>,
  engine: () => Engine | null,
): Promise<NetworkLink> {
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
    onAnswer: async (key, answer) => engine()?.networkAnswered(key, answer),
    onCutOver: async (notice) => engine()?.cutOver(notice),
    onOrderPaid: async (orderId, paid) => (await engine()?.orders.paid(orderId, paid)) ?? 'later',
    onOrderFound: async (finding) => engine()?.orders.found(finding),
    onInquiry: (key, answer) => engine()?.inquiries.answered(key, answer),
    telemetry,
    ...(tls === null ? {} : { tls }),
  });
}

/** A port that is taken is the commonest reason not to start: the way out is told. */
async function listening(place: Place, listen: () => Promise<unknown>): Promise<void> {
  try {
    await listen();
  } catch (error) {
    throw listenTrouble(place, error);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
