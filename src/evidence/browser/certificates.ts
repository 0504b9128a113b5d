import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { CDPSession } from 'playwright-core';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { bareHost, checkedAddresses, parseAllowPrivate, portOf, type Resolve } from '../fetch/addresses.ts';
import { fixedLookup } from '../fetch/fetch-exchange.ts';
import type { Within } from './within.ts';

export type Certified = {
  origin: string;
  subject: string;
  issuer: string;
  validFrom: string;
  validTo: string;
  sha256: string;
  /**
   * PEM: the server's certificate, then each issuer's certificate, as far as the server sent them or this machine has
   * them.
   */
  chain: string[];
  /**
   * Who received the certificate: the browser, while it loaded the page; or Kronika, afterwards. Kronika asks for the
   * certificates of frames of other sites, and of origins that the browser refused.
   */
  shownTo: 'browser' | 'us';
  /** Why the certificate is invalid, in OpenSSL's words. Null if it is valid, or if the browser accepted it. */
  problem: string | null;
};

type CertificateOptions = {
  allowPrivate: readonly string[];
  resolve?: Resolve;
  ca?: string;
  signal?: AbortSignal;
  within: Within;
};

const most = 50;
const requestMs = 4000;

/** The certificates of origins, with their chains. Origins without a certificate are left out. */
export async function certificates(
  session: CDPSession,
  origins: ReadonlySet<string>,
  options: CertificateOptions,
): Promise<Certified[]> {
  const found = await Promise.all(
    [...origins].slice(0, most).map(async (origin) => {
      const got = await options.within(session.send('Network.getCertificate', { origin }), 2000);
      const ders = got?.tableNames.map((one) => Buffer.from(one, 'base64')) ?? [];
      return ders.length ? described(origin, ders, 'browser', null) : requestCertificate(origin, options);
    }),
  );
  return found.filter((one) => one !== null);
}

function described(
  origin: string,
  ders: readonly Buffer[],
  shownTo: Certified['shownTo'],
  problem: string | null,
): Certified {
  const chain = ders.map((der) => new X509Certificate(der));
  const [leaf] = chain;
  return {
    origin,
    subject: leaf!.subject,
    issuer: leaf!.issuer,
    validFrom: leaf!.validFrom,
    validTo: leaf!.validTo,
    sha256: sha256Hex(ders[0]!),
    chain: chain.map((one) => one.toString()),
    shownTo,
    problem,
  };
}

/**
 * Connects to a server only to read its certificate, which may be invalid. Sends no HTTP request. Null if there is no
 * connection.
 */
async function requestCertificate(
  origin: string,
  { allowPrivate, resolve, ca, signal }: CertificateOptions,
): Promise<Certified | null> {
  const url = new URL(origin);
  const host = bareHost(url.hostname);
  let socket: TLSSocket | undefined;
  try {
    const addresses = await checkedAddresses(url, parseAllowPrivate(allowPrivate), resolve);
    const stop = AbortSignal.any([AbortSignal.timeout(requestMs), ...(signal ? [signal] : [])]);
    return await new Promise<Certified | null>((done) => {
      const options: ConnectionOptions = {
        host,
        port: portOf(url),
        lookup: fixedLookup(addresses),
        servername: isIP(host) ? '' : host,
        rejectUnauthorized: false,
        ...(ca ? { ca } : {}),
        ...(addresses.length > 1 ? { autoSelectFamily: true } : {}),
      };
      const connection = connect(options, () => {
        const ders: Buffer[] = [];
        for (
          let one = connection.getPeerCertificate(true);
          one?.raw && !ders.some((der) => der.equals(one.raw));
          one = one.issuerCertificate
        )
          ders.push(one.raw);
        const problem = connection.authorizationError as unknown;
        done(
          ders.length
            ? described(
                origin,
                ders,
                'us',
                problem ? (problem instanceof Error ? problem.message : String(problem)) : null,
              )
            : null,
        );
      });
      socket = connection;
      connection.once('error', () => done(null));
      stop.addEventListener('abort', () => done(null), { once: true });
    });
  } catch {
    return null;
  } finally {
    socket?.destroy();
  }
}
