import { join, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { isBucketAddress, placeName } from './bucket-address.ts';
import type { Networks } from './networks.ts';
import { list, settingNames, settings, settingsSchema, type Setting, type SettingName } from './settings.ts';
import { dropEnd } from '../text/drop-end.ts';

/** The settings to copy to another machine for the same site: those that are set, without passwords and paths. */
export function sharedSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = settingNames.filter((name) => !(settings[name] as Setting).own && env[name]);
  return Object.fromEntries(
    names.map((name) => [name, env[name]!.replaceAll(/:\/\/[^/?#\s,]*@/g, '://').replaceAll(/\p{Cc}+/gu, ' ')]),
  );
}

/** The variables that are set. An empty variable counts as unset. */
export const setVariables = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((one): one is [string, string] => Boolean(one[1])));

/** The problems of the settings, at most one for each setting. */
export function settingProblems(env: NodeJS.ProcessEnv): { name: SettingName; reason: string }[] {
  const set = setVariables(env);
  const problems = new Map<SettingName, string>();
  const wrong = (name: SettingName, reason: string): void => {
    if (!problems.has(name)) problems.set(name, reason);
  };
  for (const { path, message } of settingsSchema.safeParse(set).error?.issues ?? [])
    wrong(path.join('.') as SettingName, message);
  const { KRONIKA_REPLAY: replay, KRONIKA_URL: site } = set;
  if (set['KRONIKA_SMTP'] && !set['KRONIKA_MAIL_FROM']) wrong('KRONIKA_MAIL_FROM', 'it is required with KRONIKA_SMTP');
  if (set['KRONIKA_REQUEST_LOG'] === '1' && !/^(info|debug)$/.test(set['KRONIKA_LOG'] ?? 'info'))
    wrong('KRONIKA_REQUEST_LOG', 'it needs KRONIKA_LOG to be info or debug');
  for (const store of ['KRONIKA_S3', 'KRONIKA_BACKUP_S3'] as const)
    for (const name of [`${store}_KEY`, `${store}_SECRET`] as const)
      if (set[store] && !set[name]) wrong(name, `it is required with ${store}`);
  if (isBucketAddress(set['KRONIKA_BACKUP'] ?? '') && !set['KRONIKA_BACKUP_S3'])
    wrong('KRONIKA_BACKUP_S3', 'it is required with a bucket in KRONIKA_BACKUP');
  if (
    replay &&
    site &&
    URL.canParse(replay) &&
    URL.canParse(site) &&
    new URL(replay).hostname === new URL(site).hostname
  )
    wrong('KRONIKA_REPLAY', 'its host must differ from the host of KRONIKA_URL');
  return [...problems].map(([name, reason]) => ({ name, reason }));
}

/** The settings of the installation, from environment variables. */
export type Config = {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  /** The URL of the PostgreSQL server itself, if `databaseUrl` is the URL of a pooler such as PgBouncer. */
  databaseDirectUrl: string | undefined;
  /** Maximum number of open connections of one client address. */
  connectionsPerAddress: number;
  /** The public web address of the site, without a final slash. If it is undefined, the host of the request is used. */
  publicUrl: string | undefined;
  /** The web address of the site's onion service, without a final slash. */
  onionUrl: string | undefined;
  /** The contacts of security.txt, and how many days after the start of the process it expires. Null without contacts. */
  security: { contacts: string[]; days: number } | null;
  /** The proxies whose header X-Forwarded-For is trusted. */
  trustedProxies: Networks;
  /**
   * IP addresses from which many people's requests come, such as the address of an onion service. An IPv6 network
   * smaller than a /64 is widened to a /64.
   */
  sharedAddresses: Networks;
  example: boolean;
  /**
   * Hosts (or host:port) in private networks from which Kronika may fetch pages. Kronika refuses all other hosts in
   * private networks.
   */
  allowPrivate: string[];
  /** The folder into which the server writes the mirror that the desk has switched on. */
  mirrorDir: string;
  /** The mail server and the sender; null if none is set. */
  mail: {
    url: string;
    from: string;
    /**
     * The address for reports of undelivered emails, such as `bounces@…`. Each email has its own variant as envelope
     * sender: `bounces+MARK@…`.
     */
    bounces?: string | undefined;
  } | null;
  /** Web addresses of the timestamp authorities (RFC 3161) for evidence packages. */
  timestampAuthorities: string[];
  /**
   * The path of the browser for PDFs and captures, or `system` or `shipped`. If it is undefined, the system's browser
   * is used, or else the one shipped with Kronika.
   */
  browser: string | undefined;
  /**
   * The origin and the port at which preserved pages are replayed. The host name must differ from the desk's, so that
   * browsers do not send the desk's cookies there. Null if pages are not replayed.
   */
  replay: { origin: string; port: number } | null;
  /** Whether a capture by a browser obeys robots.txt. If not, the capture only stores what robots.txt says. */
  obeyRobots: boolean;
  /** The bucket for blobs. If it is null, blobs are stored in the data directory. */
  s3: { endpoint: string; keyId: string; secret: string; region: string } | null;
  /**
   * Milliseconds that one query can take. `public`: for a request of a reader. `desk`: for a request of the desk or
   * with an API token, and for an export.
   */
  queryLimits: { public: number; desk: number };
  /**
   * Free space on the disk with the data directory, as a share of the disk. Below `warn`, there is a warning; below
   * `stop`, nothing is written.
   */
  diskLimits: { warn: number; stop: number };
  /**
   * Milliseconds for which a cached page can be sent while the database does not answer, from the moment when it was
   * rendered. 0: not at all.
   */
  stalePages: number;
  /**
   * The backups that the server makes; null if it makes none. `place`: the path of a folder, or `s3://bucket/prefix`.
   * `key`: the public key, or `unencrypted`; undefined if the folder exists already and contains its key. `keep`: the
   * number of backups to keep.
   */
  backups: { place: string; key: string | undefined; keep: number } | null;
  /** The S3 store for backups in buckets: its address without a bucket. Null if backups are in folders only. */
  backupStore: { address: string; keyId: string; secret: string; region: string } | null;
  /** Milliseconds between backups. If the last one is more than twice as old, administrators are warned. */
  backupEvery: number;
  /** The TCP address or Unix socket at which this process serves metrics; null if it serves none. */
  metrics: { host: string; port: number } | { path: string } | null;
  /** Whether the log has a line for each request. */
  requestLog: boolean;
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
};

/** Reads the settings. @throws AppError `config_invalid` with the name of the variable and the reason */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const [problem] = settingProblems(env);
  if (problem) throw new AppError('config_invalid', { details: problem });
  const value = settingsSchema.parse(setVariables(env));
  const replay = value.KRONIKA_REPLAY ? new URL(value.KRONIKA_REPLAY) : null;
  return {
    port: value.PORT,
    host: value.HOST,
    dataDir: resolve(value.KRONIKA_DATA),
    databaseUrl: value.DATABASE_URL,
    databaseDirectUrl: value.DATABASE_DIRECT_URL,
    connectionsPerAddress: value.KRONIKA_CONNECTIONS,
    publicUrl: value.KRONIKA_URL && dropEnd(value.KRONIKA_URL, /\//),
    onionUrl: value.KRONIKA_ONION && dropEnd(value.KRONIKA_ONION, /\//),
    security: value.KRONIKA_SECURITY_CONTACT?.length
      ? { contacts: value.KRONIKA_SECURITY_CONTACT, days: value.KRONIKA_SECURITY_DAYS }
      : null,
    trustedProxies: value.KRONIKA_TRUSTED_PROXIES,
    sharedAddresses: value.KRONIKA_SHARED_ADDRESSES.map(([network, bits]) => [network, Math.min(bits, 64)] as const),
    example: value.KRONIKA_EXAMPLE === '1',
    allowPrivate: list(value.KRONIKA_ALLOW_PRIVATE),
    mirrorDir: value.KRONIKA_MIRROR ? resolve(value.KRONIKA_MIRROR) : join(resolve(value.KRONIKA_DATA), 'mirror'),
    mail: value.KRONIKA_SMTP
      ? { url: value.KRONIKA_SMTP, from: value.KRONIKA_MAIL_FROM!, bounces: value.KRONIKA_MAIL_BOUNCES }
      : null,
    timestampAuthorities: list(value.KRONIKA_TIMESTAMP),
    browser: value.KRONIKA_BROWSER,
    replay: replay && {
      origin: replay.origin,
      port: value.KRONIKA_REPLAY_PORT ?? (Number(replay.port) || value.PORT + 1),
    },
    obeyRobots: value.KRONIKA_ROBOTS === 'obey',
    s3: value.KRONIKA_S3
      ? {
          endpoint: dropEnd(value.KRONIKA_S3, /\//),
          keyId: value.KRONIKA_S3_KEY!,
          secret: value.KRONIKA_S3_SECRET!,
          region: value.KRONIKA_S3_REGION,
        }
      : null,
    queryLimits: {
      public: Math.ceil(value.KRONIKA_PUBLIC_QUERY_SECONDS * 1000),
      desk: Math.ceil(value.KRONIKA_DESK_QUERY_SECONDS * 1000),
    },
    diskLimits: { warn: value.KRONIKA_DISK_WARN / 100, stop: value.KRONIKA_DISK_STOP / 100 },
    stalePages: value.KRONIKA_STALE_MINUTES * 60_000,
    backups: value.KRONIKA_BACKUP
      ? {
          place: placeName(value.KRONIKA_BACKUP),
          key: value.KRONIKA_BACKUP_KEY,
          keep: value.KRONIKA_BACKUP_KEEP,
        }
      : null,
    backupStore: value.KRONIKA_BACKUP_S3
      ? {
          address: dropEnd(value.KRONIKA_BACKUP_S3, /\//),
          keyId: value.KRONIKA_BACKUP_S3_KEY!,
          secret: value.KRONIKA_BACKUP_S3_SECRET!,
          region: value.KRONIKA_BACKUP_S3_REGION,
        }
      : null,
    backupEvery: value.KRONIKA_BACKUP_HOURS * 3_600_000,
    metrics: value.KRONIKA_METRICS ?? null,
    requestLog: value.KRONIKA_REQUEST_LOG === '1',
    logLevel: value.KRONIKA_LOG,
  };
}
