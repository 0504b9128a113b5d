import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Certified = {
  key: string;
  /** The server's certificate and its issuer's, PEM. */ chain: string;
};

/**
 * A root, an intermediate authority, and certificates for names, all created by OpenSSL (ECDSA, P-256). `strangers`:
 * signed by another authority of the same name. `at`: the period of validity, in OpenSSL's format.
 */
export function authority(folder: string): {
  root: string;
  issue(name: string, options?: { at?: [string, string]; strangers?: boolean }): Certified;
} {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = (name: string): string[] => ['-subj', `/O=Kronika tests/CN=${name}`];
  const sign = (name: string, by: string, extensions: string, times: string[]): void => {
    writeFileSync(at(`${name}.cnf`), `${extensions}\nauthorityKeyIdentifier=none\n`);
    openssl(
      'x509',
      '-req',
      '-in',
      at(`${name}.csr`),
      '-CA',
      at(`${by}.pem`),
      '-CAkey',
      at(`${by}.key`),
      '-CAcreateserial',
      '-out',
      at(`${name}.pem`),
      '-extfile',
      at(`${name}.cnf`),
      ...times,
    );
  };
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('root.key'),
    '-out',
    at('root.pem'),
    '-days',
    '2',
    ...subject('Root of names'),
  );
  for (const name of ['between', 'strangers']) {
    openssl('req', ...newKey, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), ...subject('Names between'));
    sign(name, 'root', 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign', ['-days', '2']);
  }
  return {
    root: read('root.pem'),
    issue(name, { at: times, strangers } = {}) {
      openssl('req', ...newKey, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), ...subject(name));
      sign(
        name,
        strangers ? 'strangers' : 'between',
        `basicConstraints=CA:FALSE\nsubjectAltName=DNS:${name}`,
        times ? ['-not_before', times[0], '-not_after', times[1]] : ['-days', '2'],
      );
      return { key: read(`${name}.key`), chain: read(`${name}.pem`) + read('between.pem') };
    },
  };
}
